// Loaded into the API and the web server: when the program that started them is killed, they stop as well.
process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'))
process.channel?.unref()
