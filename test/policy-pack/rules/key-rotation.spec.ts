import { keyRotation } from "../../../policy-pack/rules/key-rotation.ts";
import { describeRule, type PolicyTarget, UNKNOWN_TEXT } from "../describe-rule.ts";

const key = (change: Record<string, unknown> = {}): PolicyTarget[] => [
  { type: "aws:kms/key:Key", props: { enableKeyRotation: true, ...change } },
];

describeRule(keyRotation, {
  right: () => key(),
  refuses: [
    { fact: "a key without a word", change: () => key({ enableKeyRotation: undefined }), says: /the key is never rotated, got nothing/ },
    { fact: "a key that is not rotated", change: () => key({ enableKeyRotation: false }) },
    {
      fact: "one whose kind is written out",
      change: () => key({ enableKeyRotation: false, customerMasterKeySpec: "SYMMETRIC_DEFAULT", keyUsage: "ENCRYPT_DECRYPT" }),
    },
  ],
  accepts: [
    {
      fact: "a key for signatures, which AWS does not rotate",
      change: () => key({ enableKeyRotation: false, customerMasterKeySpec: "RSA_2048", keyUsage: "SIGN_VERIFY" }),
    },
    { fact: "a key for codes of authentication", change: () => key({ enableKeyRotation: undefined, keyUsage: "GENERATE_VERIFY_MAC" }) },
    { fact: "a key in a store of its own", change: () => key({ enableKeyRotation: undefined, customKeyStoreId: "cks-1" }) },
    { fact: "a replica, which follows its primary", change: () => [{ type: "aws:kms/replicaKey:ReplicaKey", props: {} }] },
  ],
  leavesOpen: [
    { fact: "a rotation that is unknown", change: () => key({ enableKeyRotation: UNKNOWN_TEXT }) },
    {
      fact: "a rotation that is unknown, of a kind that is too",
      change: () => key({ enableKeyRotation: UNKNOWN_TEXT, customerMasterKeySpec: UNKNOWN_TEXT }),
    },
  ],
});
