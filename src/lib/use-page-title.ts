import { useEffect } from 'react'
import { useParams } from 'react-router-dom'

/** Names the tab after the page and the organization or project it is about. */
export function usePageTitle(title: string): void {
  const { organization, project } = useParams()
  const scope = project ?? organization
  useEffect(() => {
    // An effect, because React's <title> would come after the one in index.html and lose against it.
    document.title = [title, scope, 'Steward'].filter((text) => text !== undefined).join(' · ')
  }, [title, scope])
}
