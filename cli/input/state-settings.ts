import type { ProjectSettings } from "../../model/folder/project-settings.ts";

/** Overrides `palisade:secretsProvider` of Pulumi.yaml. */
const SECRETS_PROVIDER = "PALISADE_SECRETS_PROVIDER";

/** Pulumi's own override of `backend`. https://www.pulumi.com/docs/iac/cli/environment-variables/ */
const BACKEND = "PULUMI_BACKEND_URL";

/** Where the states are and what encrypts their secrets, by Pulumi.yaml and by what overrides it in this shell. */
export function stateSettings({ backend, secretsProvider }: ProjectSettings): Pick<ProjectSettings, "backend" | "secretsProvider"> {
  return { backend: process.env[BACKEND] ?? backend, secretsProvider: process.env[SECRETS_PROVIDER] ?? secretsProvider };
}
