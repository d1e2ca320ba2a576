import { z } from "zod";
import { type JudgedMutant, unnoticedOf } from "../../../proof/verdict/notice-mutants.ts";

const count = z.int().nonnegative();
const mutant = z.strictObject({ document: z.string(), change: z.string(), what: z.string() });

/** What `npm run prove -- --mutate` says, as `--json` prints it. */
export const mutantReport = z.strictObject({
  format: z.literal(1),
  counts: z.strictObject({ mutants: count, noticed: count, equivalent: count, unnoticed: count }),
  /** By kind of document and of change. */
  table: z.array(z.strictObject({ kind: z.string(), change: z.string(), mutants: count, noticed: count, equivalent: count })),
  /** Changes that change nothing, by why. */
  equivalent: z.array(z.strictObject({ because: z.string(), mutants: z.array(mutant) })),
  /** Changes that nothing notices, though nothing says that they change nothing. */
  unnoticed: z.array(mutant),
});
export type MutantReport = z.infer<typeof mutantReport>;

/** What was noticed of the mutants, as data. */
export function reportMutants(judged: readonly JudgedMutant[]): MutantReport {
  const unnoticed = unnoticedOf(judged);
  const equivalent = judged.filter(({ noticedBy, equivalence }) => noticedBy === undefined && equivalence !== undefined);
  const cells = Map.groupBy(judged, ({ kind, mutant: { change } }) => JSON.stringify([kind, change]));
  return {
    format: 1,
    counts: {
      mutants: judged.length,
      noticed: judged.length - unnoticed.length - equivalent.length,
      equivalent: equivalent.length,
      unnoticed: unnoticed.length,
    },
    table: [...cells.values()].flatMap((all) => {
      const [first] = all;
      if (first === undefined) return [];
      const noticed = all.filter(({ noticedBy }) => noticedBy !== undefined).length;
      const same = all.filter((each) => equivalent.includes(each)).length;
      return [{ kind: first.kind, change: first.mutant.change, mutants: all.length, noticed, equivalent: same }];
    }),
    equivalent: [...Map.groupBy(equivalent, ({ equivalence = "" }) => equivalence)].map(([because, all]) => ({
      because,
      mutants: all.map(shortly),
    })),
    unnoticed: unnoticed.map(shortly),
  };
}

const shortly = ({ document, mutant: { change, what } }: JudgedMutant) => ({ document, change, what });
