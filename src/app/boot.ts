import * as z from 'zod/mini'

// Imported first by main.tsx: what is set here must hold before React, Mantine or a schema does anything.

declare global {
  interface Window {
    __webpack_nonce__?: string
    trustedTypes?: {
      createPolicy: (name: string, rules: { createHTML: (text: string) => string }) => unknown
    }
  }
}

/** The nonce that the server put into the page for style tags; undefined in development, which has no policy. */
export const styleNonce = readNonce()

function readNonce(): string | undefined {
  const meta = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')
  const element = meta ?? document.querySelector<HTMLScriptElement>('script[nonce]')
  // The browser hides the attribute from scripts and keeps the property.
  return element?.nonce || meta?.content || undefined
}

// The scroll lock of dialogs reads the nonce from here.
if (styleNonce !== undefined) window.__webpack_nonce__ = styleNonce

// Mantine sets the text of its style tags through innerHTML. Text without "<" can make no element, so markup never passes.
window.trustedTypes?.createPolicy('default', {
  createHTML: (text) => {
    if (text.includes('<')) throw new TypeError('Markup from text is not allowed')
    return text
  },
})

// zod would try `new Function`, which the content security policy forbids and reports.
z.config({ jitless: true })
