import appointments from './appointments.json'
import auth from './auth.json'
import availability from './availability.json'
import billing from './billing.json'
import common from './common.json'
import crash from './crash.json'
import dashboard from './dashboard.json'
import doctorAdmin from './doctorAdmin.json'
import doctors from './doctors.json'
import landing from './landing.json'
import messageTexts from './messages.json'
import patients from './patients.json'
import problems from './problems.json'
import profile from './profile.json'
import shell from './shell.json'
import users from './users.json'

/** What most screens say, one file a domain; the file's name is the namespace. */
export const messages = {
  appointments,
  auth,
  availability,
  billing,
  common,
  crash,
  dashboard,
  doctorAdmin,
  doctors,
  landing,
  messages: messageTexts,
  patients,
  problems,
  profile,
  shell,
  users,
}

/** What the pages need that nobody has to sign in for; the rest comes with the frame behind the sign-in. */
export const publicMessages = { auth, common, crash, landing, problems, shell }
