import { connect } from './sql.mjs'
import { Failure, say, yellow } from './ui.mjs'

/**
 * A database that we did not set up: refuses a role that row-level security does not bind, warns when the server's log
 * could take down what statements are called with (patients' data, keys).
 */
export async function checkRemote(url) {
  const client = await connectTo(url, 'DATABASE_URL')
  try {
    const { rows } = await client.query(
      `select rolname, rolsuper or rolbypassrls as free, current_setting('log_statement') as statements,
              current_setting('log_min_duration_statement')::int as slow,
              current_setting('log_parameter_max_length')::int as parameters,
              current_setting('log_parameter_max_length_on_error')::int as parameters_on_error
         from pg_roles where rolname = current_user`,
    )
    const [role] = rows
    if (role.free) {
      throw new Failure(`The role ${role.rolname} of DATABASE_URL is above row-level security.`, [
        'Use hms_app, made by backend/prisma/roles.sql.',
      ])
    }
    const logs = role.parameters !== 0 && (role.statements !== 'none' || role.slow >= 0)
    if (logs || role.parameters_on_error !== 0) {
      say(yellow('    The server may log what statements are called with, and that is patients’ data. Set there:'))
      say(yellow('    log_parameter_max_length = 0 and log_parameter_max_length_on_error = 0'))
    }
  } finally {
    await client.end()
  }
}

/** A connection, or a failure that names the variable. */
export async function connectTo(url, variable) {
  try {
    return await connect(url)
  } catch (error) {
    throw new Failure(`The database at ${variable} cannot be reached: ${error.message}`, [
      'Is the server up, and are host, port, role and password right?',
    ])
  }
}
