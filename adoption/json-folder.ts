import { readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { type AwsAnswer, type AwsSource, UnreadableAnswer } from "./aws-source.ts";

const SUFFIX = ".json";

/** Answers in a folder of JSON that the AWS CLI wrote, one file each. An empty file is an answer that the CLI did not get. */
export function jsonFolder(folder: string): AwsSource {
  const answer = (name: string): AwsAnswer => {
    const file = path.join(folder, `${name}${SUFFIX}`);
    if (statSync(file, { throwIfNoEntry: false })?.isFile() !== true) return undefined;
    const text = readFileSync(file, "utf8");
    if (text.trim() === "") return undefined;
    const value = parsed(text);
    if (typeof value !== "object" || value === null || Array.isArray(value)) throw new UnreadableAnswer("is no JSON object");
    return value as AwsAnswer;
  };
  const names = (below: string): readonly string[] => {
    const at = path.join(folder, below);
    if (statSync(at, { throwIfNoEntry: false })?.isDirectory() !== true) return [];
    return readdirSync(at)
      .map((name) => (name.endsWith(SUFFIX) ? name.slice(0, -SUFFIX.length) : name))
      .sort();
  };
  return { answer, names, called: (name) => `${name}${SUFFIX}` };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
