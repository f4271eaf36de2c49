import { useEffect, useState } from 'react'
import { useBlocker } from 'react-router-dom'

import { ConfirmDialog } from './lazy-dialogs.tsx'
import { activeGuard, type LeavePrompt, setAsk, unsavedChanges } from './leave-guard.ts'

interface Question {
  prompt: LeavePrompt
  answer: (leave: boolean) => void
}

/** Rendered once, inside the router: blocks navigation for all guards and asks their questions. */
export function LeaveGuardHost() {
  const [question, setQuestion] = useState<Question>()
  const blocker = useBlocker(
    ({ currentLocation, nextLocation }) =>
      currentLocation.pathname !== nextLocation.pathname && activeGuard() !== undefined,
  )

  useEffect(() => {
    setAsk((prompt) => new Promise((resolve) => setQuestion({ prompt, answer: resolve })))
    const warn = (event: BeforeUnloadEvent) => {
      if (activeGuard()) event.preventDefault()
    }
    window.addEventListener('beforeunload', warn)
    return () => {
      setAsk(undefined)
      window.removeEventListener('beforeunload', warn)
    }
  }, [])

  const asked: Question | undefined =
    blocker.state === 'blocked'
      ? {
          prompt: activeGuard()?.prompt ?? unsavedChanges,
          answer: (leave) => (leave ? blocker.proceed() : blocker.reset()),
        }
      : question

  if (!asked) return null
  const answer = (leave: boolean) => {
    setQuestion(undefined)
    asked.answer(leave)
  }
  return (
    <ConfirmDialog
      title={asked.prompt.title}
      confirmLabel={asked.prompt.leaveLabel}
      cancelLabel={asked.prompt.stayLabel}
      onConfirm={() => answer(true)}
      onClose={() => answer(false)}
    >
      {asked.prompt.message}
    </ConfirmDialog>
  )
}
