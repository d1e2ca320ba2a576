import { someOf } from "../../../model/some-of.ts";
import { actionsText } from "../access/print-access.ts";
import { colours } from "../colours.ts";
import { count } from "../count.ts";
import { wrapped } from "../wrapped.ts";
import type { ObservationReport } from "./observation-report.ts";

/** An observation in words. */
export const observationText = (report: ObservationReport): string =>
  [
    ...headingLines(report).map((line) => wrapped(line, { first: "", rest: 2 })),
    ...deniedTexts(report),
    ...notKnownTexts(report),
    leftOutText(report),
  ].join("");

const number = (value: number): string => value.toLocaleString("en");

function headingLines(report: ObservationReport): string[] {
  const { declaration, asOf, observed, files, records, first, last, calls, deniedAlready, copies, denied } = report;
  const times = first === null || last === null ? "" : `, from ${first} to ${last}`;
  const beside = [
    ...(deniedAlready === 0 ? [] : [`${number(deniedAlready)} of them denied already`]),
    ...(copies === 0 ? [] : [`${number(copies)} more recorded twice`]),
  ];
  const range =
    denied.atLeast === denied.atMost ? number(denied.atLeast) : `at least ${number(denied.atLeast)} and at most ${number(denied.atMost)}`;
  return [
    `${declaration} as of ${asOf}, ${observed.length === 0 ? "as declared" : `with the observed perimeter of ${someOf(observed)} taken as enforced`}`,
    `${count(files, "file")}, ${number(records)} records${times}: ${number(calls)} calls${beside.length === 0 ? "" : `, ${beside.join(", ")}`}`,
    colours.bold(`${range} of these calls would be denied.`),
  ];
}

const what = ({
  principal,
  from,
  actions,
  resources,
  calls,
}: ObservationReport["wouldBeDenied"][number] | ObservationReport["notKnown"][number]) =>
  `${number(calls)} × ${principal} from ${from}: ${actionsText(actions)} on ${someOf(resources)}`;

const deniedTexts = ({ wouldBeDenied }: ObservationReport): string[] =>
  wouldBeDenied.map((finding) => {
    const lines = finding.reasons.flatMap(({ what: reason, details, remedy }) => [
      reason,
      ...details.map((detail) => `  ${detail}`),
      ...(remedy === null ? [] : [`To let it in: ${remedy}`]),
    ]);
    return `\n${wrapped(what(finding), { first: `${colours.red("✘")} `, rest: 4 })}${lines.map((line) => wrapped(line, { first: "    ", rest: 6 })).join("")}`;
  });

const notKnownTexts = ({ notKnown, withoutDataEvents }: ObservationReport): string[] => [
  ...notKnown.map(
    (finding) =>
      `\n${wrapped(what(finding), { first: `${colours.yellow("?")} `, rest: 4 })}${wrapped(`not known: ${finding.unknowns.join("; ")}`, { first: "    ", rest: 6 })}`,
  ),
  ...(withoutDataEvents.length === 0
    ? []
    : [
        `\n${wrapped(`no data events in the trails of ${someOf(withoutDataEvents)}: who uses items of tables there is not known; record data events of DynamoDB`, { first: `${colours.yellow("?")} `, rest: 4 })}`,
      ]),
];

function leftOutText({ damaged, foreign }: ObservationReport): string {
  const lines = [
    ...damaged.map(({ what: text, records }) => `damaged: ${text}: ${number(records)}`),
    ...foreign.map(({ what: text, records }) => `foreign: ${text}: ${number(records)}`),
  ];
  return lines.length === 0 ? "" : `\nLeft out:\n${lines.map((line) => wrapped(line, { first: "  ", rest: 4 })).join("")}`;
}
