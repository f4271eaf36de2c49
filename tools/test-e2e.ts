import { buildIfNeeded } from './build.mjs'
import { installChromium } from './chromium.ts'
import { runBin } from './run.ts'

installChromium()
buildIfNeeded()
runBin('playwright', ['test', ...process.argv.slice(2)])
