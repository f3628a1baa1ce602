import { z } from 'zod'

/** What a provider says of how somebody has signed in there that stands for a second factor. */
export interface TrustedFactors {
  /** Methods (RFC 8176), any one of which will do. */
  amr: string[]
  /** Classes of authentication (OpenID Connect Core 1.0, 2), which are also asked for. */
  acr: string[]
}

/** As `amr=mfa,acr=https://refeds.org/profile/mfa`; `on` is short for `amr=mfa`, `off` trusts nothing. */
export const trustedFactors = z.string().transform((value, context): TrustedFactors => {
  if (/^(off|no|false|0)$/i.test(value)) return { amr: [], acr: [] }
  const entries = (/^(on|yes|true|1)$/i.test(value) ? 'amr=mfa' : value).split(',').map((entry) => entry.trim())
  const parsed = entries.map((entry) => /^(amr|acr)=(\S+)$/.exec(entry))
  if (parsed.some((entry) => entry === null)) {
    context.addIssue({ code: 'custom', message: 'must be on, off, or claims as amr=mfa,acr=gold with commas between' })
    return z.NEVER
  }
  const named = (claim: string) => parsed.flatMap((entry) => (entry?.[1] === claim ? [entry[2]!] : []))
  return { amr: named('amr'), acr: named('acr') }
})

/** Scopes with blanks between; `openid` is what makes it a sign-in. */
export const scopes = z
  .string()
  .refine((value) => value.split(/\s+/).includes('openid'), 'must hold the scope openid')
  .transform((value) => value.split(/\s+/).join(' '))

export const OIDC_TOGETHER = ['OIDC_ISSUER', 'OIDC_CLIENT_ID', 'OIDC_CLIENT_SECRET', 'OIDC_NAME'] as const

interface OidcValues {
  OIDC_ISSUER?: string | undefined
  OIDC_CLIENT_ID?: string | undefined
  OIDC_CLIENT_SECRET?: string | undefined
  OIDC_NAME?: string | undefined
  OIDC_SCOPES: string
  OIDC_TRUST_MFA: TrustedFactors
  OIDC_EMAIL_VERIFIED_CLAIM: string
  OIDC_SIGN_OUT: boolean
}

export type OidcConfig = NonNullable<ReturnType<typeof oidcOf>>

/** The provider through which staff can sign in, and where it sends browsers back to; null where there is none. */
export function oidcOf(values: OidcValues, publicUrl: string) {
  const { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: clientId, OIDC_CLIENT_SECRET: clientSecret, OIDC_NAME: name } = values
  if (!issuer || !clientId || !clientSecret || !name) return null
  const ours = `${publicUrl.replace(/\/+$/, '')}/api/auth/oidc`
  return {
    issuer,
    clientId,
    clientSecret,
    /** What the button says. */
    name,
    scopes: values.OIDC_SCOPES,
    trusted: values.OIDC_TRUST_MFA,
    /** Which claim says that the e-mail address is the person's own. */
    emailVerifiedClaim: values.OIDC_EMAIL_VERIFIED_CLAIM,
    redirectUri: `${ours}/callback`,
    /** Whether whoever signs out here and came from there signs out there, too. */
    signOut: values.OIDC_SIGN_OUT,
    signedOutUri: `${ours}/signed-out`,
  }
}
