export * from './assignments.ts'
export * from './breakGlass.ts'
export * from './explain.ts'
export * from './restrictions.ts'
