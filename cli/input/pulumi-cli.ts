import { accessSync, constants, statSync } from "node:fs";
import path from "node:path";
import { WrongUse } from "../output/streams.ts";

const NAMES = process.platform === "win32" ? ["pulumi.exe"] : ["pulumi"];

/** The folder of Pulumi's CLI: of the one that PULUMI_COMMAND names, else the first on the PATH; undefined where there is none. */
export function pulumiFolder(environment: NodeJS.ProcessEnv = process.env): string | undefined {
  const named = environment["PULUMI_COMMAND"];
  if (named !== undefined && named !== "") {
    if (!isProgram(named) || !NAMES.includes(path.basename(named))) {
      throw new WrongUse(
        `PULUMI_COMMAND: is not a program named pulumi, got ${JSON.stringify(named)}; give the whole path of Pulumi's CLI`,
      );
    }
    return path.dirname(path.resolve(named));
  }
  const folders = (environment["PATH"] ?? "").split(path.delimiter).filter((folder) => folder !== "");
  return folders.find((folder) => NAMES.some((name) => isProgram(path.join(folder, name))));
}

/** Like `pulumiFolder`, with a message that says what is needed where there is none. */
export function neededPulumiFolder(): string {
  const folder = pulumiFolder();
  if (folder !== undefined) return folder;
  throw new WrongUse(
    "Pulumi's own engine runs the programs, and no pulumi was found on the PATH or in PULUMI_COMMAND;\n" +
      "install the CLI (https://www.pulumi.com/docs/install/), or name it: PULUMI_COMMAND=/path/to/pulumi npm run …",
  );
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
