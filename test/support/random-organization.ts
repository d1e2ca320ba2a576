import { stringify } from "yaml";
import { drawName } from "./drawn-organization.ts";
import { type Random, randomFrom } from "./random.ts";
import { type DrawnAccount, drawAccount } from "./random-account.ts";
import { drawData } from "./random-data.ts";
import { drawOrganization } from "./random-organization-file.ts";
import { dataOf, accountOf as fileOfAccount, organization as organizationFile } from "./sample.ts";

const ACCOUNTS = ["orders", "billing", "search", "platform", "archive", "web", "reports"];
/** How many drawn organizations in a hundred get a mistake that the drawing itself would not make. */
const MISTAKEN_PERCENT = 8;

/**
 * Draws a declaration: the same seed draws the same. Most are accepted; the others hold what a user might combine wrongly, or a mistake in
 * the text, and are refused with positions.
 */
export function randomOrganization(seed: number): ReadonlyMap<string, string> {
  const random = randomFrom(seed);
  const { drawn, file } = drawOrganization(random);
  const files = new Map<string, string>([[organizationFile, stringify(file)]]);
  const accounts: DrawnAccount[] = [];
  for (const name of random.some(ACCOUNTS, 2, 5)) accounts.push(drawAccount(random, drawn, drawName(random, name, 40), accounts));
  for (const account of accounts) files.set(fileOfAccount(account.name), stringify(account.file));
  for (const [account, data] of drawData(random, drawn, accounts)) files.set(dataOf(account), stringify(data));
  return random.below(100) < MISTAKEN_PERCENT ? withMistake(random, files) : files;
}

/** Spoils one line of one file, as a slip of the keyboard would. */
function withMistake(random: Random, files: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const file = random.pick([...files.keys()]);
  const lines = (files.get(file) ?? "").split("\n");
  const at = random.below(lines.length);
  const line = lines[at] ?? "";
  const spoiled = random.pick([[], [`${line}x`], [line.replace(":", "")], [` ${line}`], [line, line], [line.replace(/\w+$/, "[")]]);
  return new Map(files).set(file, [...lines.slice(0, at), ...spoiled, ...lines.slice(at + 1)].join("\n"));
}
