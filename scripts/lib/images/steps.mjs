/**
 * The steps of a Dockerfile, taken one by one without a container engine: every stage is a folder, and what the file
 * calls /app lies in it. Shows that the steps work from nothing but the build context, under an account that is not root;
 * not that the base image is what we think.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readFileSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { DockerfileParser } from 'dockerfile-ast'
import { Failure, step } from '../ui.mjs'

/** Takes the steps below `folder`; returns the last stage as `{ root, cwd, env, user, command }`. */
export async function takeSteps(dockerfile, context, folder, account) {
  const stages = []
  const { setEnvironment, ...takers } = makeTakers({ context, stages, folder, account })
  for (const instruction of DockerfileParser.parse(readFileSync(dockerfile, 'utf8')).getInstructions()) {
    const keyword = instruction.getKeyword().toUpperCase()
    const taker = keyword === 'ENV' ? setEnvironment : takers[keyword]
    if (!taker) throw new Failure(`${dockerfile} has ${keyword}, which this script does not know.`)
    const words = instruction.getArguments().map((argument) => argument.getValue())
    await taker(words, stages.at(-1), instruction)
  }
  return stages.at(-1)
}

function makeTakers({ context, stages, folder, account }) {
  return {
    FROM([image, , name = `final`]) {
      const base = stages.find((stage) => stage.name === image)
      const root = join(folder, name)
      mkdirSync(root, { recursive: true })
      if (base) cpSync(base.root, root, { recursive: true, verbatimSymlinks: true })
      stages.push({
        name,
        root,
        cwd: base?.cwd ?? '/',
        env: { ...base?.env },
        user: base?.user ?? 'root',
        command: null,
      })
    },
    setEnvironment(words, stage) {
      for (const word of words) stage.env[word.slice(0, word.indexOf('='))] = word.slice(word.indexOf('=') + 1)
    },
    WORKDIR([path], stage) {
      stage.cwd = path.startsWith('/') ? path : join(stage.cwd, path)
      mkdirSync(join(stage.root, stage.cwd), { recursive: true })
    },
    COPY(words, stage, instruction) {
      const flags = Object.fromEntries(
        (instruction.getFlags?.() ?? []).map((flag) => [flag.getName(), flag.getValue()]),
      )
      const paths = words.filter((word) => !word.startsWith('--'))
      const source = flags.from ? stages.find(({ name }) => name === flags.from).root : context
      copy(source, paths.slice(0, -1), join(stage.root, stage.cwd, paths.at(-1)), paths.at(-1))
    },
    async RUN(_words, stage, instruction) {
      const command = instruction.getRawArgumentsContent()
      await step(`${stage.name}: ${command}`, async () => run(command, stage, account))
    },
    USER([name], stage) {
      stage.user = name
    },
    CMD(words, stage) {
      stage.command = JSON.parse(`[${words.join('').replace(/^\[|\]$/g, '')}]`.replace(/"\s*"/g, '","'))
    },
    EXPOSE() {},
    HEALTHCHECK(_words, stage, instruction) {
      const [, list] = /CMD (\[.*\])/s.exec(instruction.getRawArgumentsContent())
      stage.healthcheck = JSON.parse(list)
    },
  }
}

/** A folder's content goes into the target, a file goes by its name into a target that ends in a slash. */
function copy(source, paths, target, written) {
  const into = written.endsWith('/') || paths.length > 1
  for (const path of paths) {
    const from = join(source, path)
    if (!existsSync(from)) throw new Failure(`COPY ${path}: it is not in the build context.`)
    const to = into && !statSync(from).isDirectory() ? join(target, basename(path)) : target
    mkdirSync(dirname(to), { recursive: true })
    cpSync(from, to, { recursive: true, verbatimSymlinks: true })
  }
}

function run(command, stage, { uid, gid, env }) {
  if (uid !== undefined) execFileSync('chown', ['-R', `${uid}:${gid}`, stage.root])
  const { status, stdout, stderr } = spawnSync('sh', ['-euc', command], {
    cwd: join(stage.root, stage.cwd),
    env: { ...env, ...stage.env },
    uid,
    gid,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  })
  if (status !== 0)
    throw new Failure(`${command} ended with ${status}.`, [`${stdout}${stderr}`.split('\n').slice(-30).join('\n')])
}
