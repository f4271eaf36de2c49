import { existsSync } from 'node:fs'
import { chromium } from '@playwright/test'
import { buildIfNeeded } from './build.mjs'
import { canInstallPackages, installPackage } from './debian.ts'
import { runBin } from './run.ts'

if (!existsSync('/usr/bin/chromium') && !existsSync(chromium.executablePath())) {
  if (canInstallPackages()) installPackage('chromium')
  else runBin('playwright', ['install', 'chromium'])
}
buildIfNeeded()
runBin('playwright', ['test', ...process.argv.slice(2)])
