import { ChangePasswordCard } from './change-password-card'
import { SessionsCard } from './sessions-card'

/** The part of the profile that everybody has: password and devices. */
export function AccountSettings() {
  return (
    <div className="grid items-start gap-6 lg:grid-cols-2">
      <ChangePasswordCard />
      <SessionsCard />
    </div>
  )
}
