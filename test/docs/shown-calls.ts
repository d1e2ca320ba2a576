import { globSync } from "node:fs";
import { parse } from "yaml";
import { ROOT } from "../../model/folder/read-declaration.ts";
import { WORKFLOWS, type Workflow } from "../pipelines/pipeline.ts";
import { blocksOf, PAGES, textOf } from "./page.ts";
import { type StandIns, shellCalls } from "./shell-calls.ts";
import { callsOf } from "./transcript.ts";

/** A call that readers or workflows make: the program and its arguments. */
export interface ShownCall {
  /** Page and line, or workflow, job and step. */
  readonly at: string;
  readonly words: readonly string[];
  /** How it is shown: typed in a shell, typed with its output below it, or named in a sentence, which may leave out values. */
  readonly as: "shell" | "transcript" | "sentence";
}

/** Pages with commands. The changelog speaks of commands as they were. */
export const COMMAND_PAGES: readonly string[] = [
  ...PAGES.filter((page) => page !== "CHANGELOG.md"),
  ...["examples/**/*.md", "tenants/*.md"].flatMap((pattern) => globSync(pattern, { cwd: ROOT })),
].sort();

/** Languages of blocks in which no reader finds a command. */
const OTHER_LANGUAGES: ReadonlySet<string> = new Set(["", "console", "js", "json", "mermaid", "sh", "sql", "text", "ts", "yaml"]);

/** What the stand-ins print where the shell of a page reads on. */
const ANSWERS = {
  "npm*plan*--waves*": '{"waves":[{"atOnce":1,"jobs":[{"stacks":["organization"]}]}]}',
  "npm*plan*--json*": '{"stacks":[{"name":"perimeter.orders-prod"}]}',
  "npm*sandbox*env*": "export SANDBOX=1",
  "iam-assume-role*": "export AWS_SESSION_TOKEN=1",
  "gh*--jq*": "4711",
};

/** Every call of a page, by what bash makes of its blocks. Throws where a block is no sound shell, or calls what has no stand-in. */
export function callsOfPage(page: string, folder: string): ShownCall[] {
  const text = textOf(page);
  const blocks = blocksOf(text).flatMap((block): ShownCall[] => {
    const at = `${page}:${block.line.toString()}`;
    if (!OTHER_LANGUAGES.has(block.language)) throw new Error(`${at}: ${block.language} is no language of blocks; write sh for commands`);
    if (block.language === "sh") return callsOfShell(block.text, at, "shell", folder);
    if (block.language === "console") return callsOf(block.text).flatMap(({ command }) => callsOfShell(command, at, "transcript", folder));
    if (block.language === "text" && /^jobs:$/m.test(block.text)) return callsOfWorkflow(parse(block.text) as Workflow, at, folder);
    if (/^(?:\$ )?(?:npm|pulumi|aws) /m.test(block.text))
      throw new Error(`${at}: shows a command in a block of another language; write sh`);
    return [];
  });
  return [...blocks, ...callsOfSentences(page, text)];
}

/** Every call of the workflows that `npm run init -- --ci github` writes. */
export const callsOfWorkflows = (folder: string): ShownCall[] =>
  [...WORKFLOWS].flatMap(([file, workflow]) => callsOfWorkflow(workflow, file, folder));

function callsOfWorkflow({ jobs }: Workflow, file: string, folder: string): ShownCall[] {
  const environment = {
    ALL: "",
    GITHUB_BASE_REF: "main",
    GITHUB_OUTPUT: "output",
    GITHUB_REF_NAME: "main",
    GITHUB_REPOSITORY: "acme/line",
    GITHUB_STEP_SUMMARY: "summary",
    PALISADE_DECLARATION: "organization",
    PULL_REQUEST: "7",
    RUNNER_TEMP: ".",
    STACKS: "data.owner data.consumer",
  };
  return Object.entries(jobs).flatMap(([job, { steps = [] }]) =>
    steps.flatMap(({ name = "a step", run }) =>
      // A step may do one thing where a commit is there, and another where it is not.
      run === undefined
        ? []
        : [0, 1].flatMap((gitStatus) =>
            callsOfShell(run, `${file} ${job} ${name}`, "shell", folder, { environment, gitStatus, isForBoth: true }),
          ),
    ),
  );
}

function callsOfShell(
  text: string,
  at: string,
  as: ShownCall["as"],
  folder: string,
  { isForBoth = false, ...standIns }: StandIns & { readonly isForBoth?: boolean } = {},
): ShownCall[] {
  const { status, log, calls } = shellCalls(text, folder, { answers: ANSWERS, ...standIns });
  if (status !== 0 && !isForBoth) throw new Error(`${at}: is no sound shell, or calls what has no stand-in: ${log}`);
  if (/command not found|syntax error/.test(log)) throw new Error(`${at}: ${log}`);
  return calls.map((words) => ({ at, words, as }));
}

/** Calls that a sentence names between backticks; `<…>` and `…` stand for what a reader puts in. */
function callsOfSentences(page: string, text: string): ShownCall[] {
  const sentences = text.replaceAll(/^```[\s\S]*?^```$/gm, (block) => block.replaceAll(/[^\n]/g, ""));
  return [...sentences.matchAll(/`((?:npm|pulumi|aws|git|gh|npx|kubectl) [^`\n]+)`/g)].map(({ 1: span = "", index }) => ({
    at: `${page}:${sentences.slice(0, index).split("\n").length.toString()}`,
    words: [...span.replaceAll(/<[^>]+>/g, "some").matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)]
      .map(([, double, single, plain]) => double ?? single ?? plain ?? "")
      .filter((word) => word !== "…" && word !== "..."),
    as: "sentence",
  }));
}
