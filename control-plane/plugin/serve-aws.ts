import { ControlPlane } from "../control-plane.ts";
import { FolderStore } from "../folder-store.ts";
import { awsProvider } from "./aws-provider.ts";
import { sdkVersion } from "./sdk-version.ts";
import { serve } from "./serve.ts";

const folder = process.env["PALISADE_SANDBOX_STATE"];
if (folder === undefined || folder === "") {
  process.stderr.write(
    "pulumi-resource-aws: no folder for what exists, got no PALISADE_SANDBOX_STATE; run it through the sandbox, or name a folder\n",
  );
  process.exit(1);
}
const plane = await ControlPlane.open(new FolderStore(folder));
serve(awsProvider(plane, sdkVersion("@pulumi/aws")), process.argv[2]);
