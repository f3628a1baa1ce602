/** `npm run test:cluster` takes its time; as one of the kinds of `npm test` everything is done, less often. */
export const long = process.env.CLUSTER_LONG === '1'
