import assert from "node:assert/strict";
import { Refusal } from "../../../control-plane/refusal.ts";
import { make, newPlane, OWNER, urnOf } from "../test-plane.ts";
import { DOCUMENT_REFUSALS } from "./document-refusals.ts";
import { ENDPOINT_REFUSALS } from "./endpoint-refusals.ts";
import { IAM_REFUSALS, TRUST_REFUSALS } from "./iam-refusals.ts";
import { KEY_REFUSALS } from "./key-refusals.ts";
import { NETWORK_REFUSALS } from "./network-refusals.ts";
import { ORGANIZATION_REFUSALS } from "./organization-refusals.ts";
import { OTHER_REFUSALS } from "./other-refusals.ts";
import { REPLICA_REFUSALS } from "./replica-refusals.ts";
import { SECRET_REFUSALS } from "./secret-refusals.ts";
import { TABLE_REFUSALS } from "./table-refusals.ts";
import { TEXT_REFUSALS } from "./text-refusals.ts";
import { ROLE_TRUST_REFUSALS } from "./trust-refusals.ts";

const GROUPS = {
  "trust policies": TRUST_REFUSALS,
  "roles that do not fit": ROLE_TRUST_REFUSALS,
  "words of documents": DOCUMENT_REFUSALS,
  "tags and other texts": TEXT_REFUSALS,
  "roles and policies": IAM_REFUSALS,
  tables: TABLE_REFUSALS,
  replicas: REPLICA_REFUSALS,
  keys: KEY_REFUSALS,
  secrets: SECRET_REFUSALS,
  "the organization": ORGANIZATION_REFUSALS,
  networks: NETWORK_REFUSALS,
  endpoints: ENDPOINT_REFUSALS,
  "everything else": OTHER_REFUSALS,
};

for (const [group, cases] of Object.entries(GROUPS)) {
  describe(`the control plane, about ${group}, refuses`, () => {
    for (const { fact, code, says, given, refused, accepted } of cases) {
      it(`${fact} (${code}), and takes its twin`, () => {
        const plane = newPlane();
        const ids = given?.(plane) ?? {};
        const before = plane.journal().length;
        const wanted = refused(ids);
        assert.throws(
          () => make(plane, wanted),
          (error: unknown) => {
            assert.ok(error instanceof Refusal, String(error));
            assert.equal(error.code, code);
            assert.match(error.message, says);
            assert.equal(error.urn, urnOf(wanted));
            assert.equal(error.account, (wanted.caller ?? OWNER).account);
            assert.ok(error.message.startsWith(`${error.urn}: ${code} in account ${error.account}, eu-west-1: `), error.message);
            assert.ok(error.remedy.length > 5);
            return true;
          },
        );
        assert.equal(plane.journal().length, before, "a refused request must change nothing");
        make(plane, accepted(ids));
      });
    }
  });
}
