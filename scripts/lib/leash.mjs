// Loaded into every process that the scripts start and that may run long: when they are killed, it stops as well. What
// such a process starts in its turn inherits this file, but belongs to it alone.
if (process.ppid === Number(process.env.HMS_LEASH)) {
  process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'))
  process.channel?.unref()
}
