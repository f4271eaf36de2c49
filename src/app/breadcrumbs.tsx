import { Link } from 'react-router-dom'
import classes from './breadcrumbs.module.css'
import { type Place, useCrumbs } from './use-place.ts'

export function Breadcrumbs({ place }: { place: Place }) {
  const crumbs = useCrumbs(place)
  return (
    <nav aria-label="Breadcrumbs" className={classes.nav}>
      <ol className={classes.list}>
        {crumbs.map((crumb, index) => (
          <li key={`${crumb.label}#${index}`} className={classes.item}>
            {crumb.to === undefined ? (
              <span aria-current="page">{crumb.label}</span>
            ) : (
              <Link to={crumb.to}>{crumb.label}</Link>
            )}
          </li>
        ))}
      </ol>
    </nav>
  )
}
