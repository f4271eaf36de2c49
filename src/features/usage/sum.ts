/** Sums in integers where it can: values have few decimals, and adding floats one by one drifts. */
export const sum = (values: readonly number[]): number =>
  Math.round(values.reduce((total, value) => total + value * 1e6, 0)) / 1e6
