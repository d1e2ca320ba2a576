import { awsxProvider } from "./awsx-provider.ts";
import { sdkVersion } from "./sdk-version.ts";
import { serve } from "./serve.ts";

serve(awsxProvider(sdkVersion("@pulumi/awsx"), sdkVersion("@pulumi/aws")), process.argv[2]);
