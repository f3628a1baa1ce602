export const publicPaths = ['/', '/sign-in', '/sign-up', '/forgot-password', '/reset-password', '/setup', '/proof']

/** Whether a page is shown without signing in, in the public frame. */
export function isPublicPath(pathname: string): boolean {
  return publicPaths.includes(pathname)
}
