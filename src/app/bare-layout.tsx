import { Outlet } from 'react-router-dom'
import classes from './bare-layout.module.css'
import { Brand } from './brand.tsx'

/** Around the pages one sees without being signed in: the brand, and a narrow column. */
export function BareLayout() {
  return (
    <div className={classes.page}>
      <header className={classes.brand}>
        <Brand />
      </header>
      <main className={classes.main} tabIndex={-1}>
        <Outlet />
      </main>
    </div>
  )
}
