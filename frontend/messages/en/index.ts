import appointments from './appointments.json' with { type: 'json' }
import audit from './audit.json' with { type: 'json' }
import auth from './auth.json' with { type: 'json' }
import billing from './billing.json' with { type: 'json' }
import common from './common.json' with { type: 'json' }
import dashboard from './dashboard.json' with { type: 'json' }
import doctors from './doctors.json' with { type: 'json' }
import landing from './landing.json' with { type: 'json' }
import messageTexts from './messages.json' with { type: 'json' }
import patients from './patients.json' with { type: 'json' }
import problems from './problems.json' with { type: 'json' }
import profile from './profile.json' with { type: 'json' }
import settings from './settings.json' with { type: 'json' }
import shell from './shell.json' with { type: 'json' }
import users from './users.json' with { type: 'json' }

/** Every text of the screens, one file a domain; the file's name is the namespace. */
export const messages = {
  appointments,
  audit,
  auth,
  billing,
  common,
  dashboard,
  doctors,
  landing,
  messages: messageTexts,
  patients,
  problems,
  profile,
  settings,
  shell,
  users,
}
