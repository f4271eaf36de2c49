import classes from './brand.module.css'

export function Brand() {
  return (
    <span className={classes.brand}>
      <svg width="22" height="22" viewBox="0 0 32 32" aria-hidden>
        <rect width="32" height="32" rx="7" className={classes.ground} />
        <path
          d="M21.5 11.2c-1-1.9-3-3-5.5-3-3.2 0-5.4 1.6-5.4 4 0 5.3 11.2 2.6 11.2 8 0 2.4-2.3 4-5.7 4-2.8 0-5-1.2-6-3.2"
          className={classes.mark}
        />
      </svg>
      Steward
    </span>
  )
}
