import { type ProjectSettings, projectSettings } from "../../model/folder/project-settings.ts";
import { ROOT } from "../../model/folder/read-declaration.ts";
import { WrongOption } from "../../model/folder/wrong-option.ts";
import { WrongUse } from "../output/streams.ts";

/**
 * The checkout's own settings.
 * @throws WrongUse where Pulumi.yaml has one that it cannot have
 */
export function soundSettings(): ProjectSettings {
  try {
    return projectSettings(ROOT);
  } catch (error) {
    throw error instanceof WrongOption ? new WrongUse(error.message, { cause: error }) : error;
  }
}
