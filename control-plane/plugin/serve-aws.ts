import { ControlPlane } from "../control-plane.ts";
import { FolderStore } from "../folder-store.ts";
import { awsProvider } from "./aws-provider.ts";
import { sdkVersion } from "./sdk-version.ts";
import { serve } from "./serve.ts";

const folder = process.env["PALISADE_SANDBOX_STATE"];
if (folder === undefined || folder === "") {
  process.stderr.write(
    "pulumi-resource-aws: PALISADE_SANDBOX_STATE is not set, got nothing; run the provider through the sandbox, or name a folder\n",
  );
  process.exit(1);
}
const plane = await ControlPlane.open(new FolderStore(folder));
serve(awsProvider(plane, sdkVersion("@pulumi/aws")), process.argv[2]);
