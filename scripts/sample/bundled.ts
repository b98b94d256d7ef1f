/** Fixed parameters of each set: what `--set` means when nothing else is said, and what the bundled sets are made from. */
export const bundled = {
  plain: { seed: 1, rows: 10_000, from: '2024-04-01', to: '2025-03-31', quietDays: [] },
  /** Covers guide B's 14-15 December and guide A's March; two quiet days in guide A's export. */
  clean: {
    seed: 20_241_215,
    rows: 1900,
    from: '2024-10-01',
    to: '2025-03-31',
    quietDays: ['2024-12-25', '2025-01-01'],
  },
  faulty: { seed: 20_250_531, rows: 600, from: '2025-05-01', to: '2025-05-31', quietDays: [] },
  defects: { seed: 19 },
} as const satisfies Readonly<
  Record<
    string,
    {
      readonly seed: number
      readonly rows?: number
      readonly from?: string
      readonly to?: string
      readonly quietDays?: readonly string[]
    }
  >
>
