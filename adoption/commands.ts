/**
 * The commands that write the folder, as a shell script that leaves out what cannot be read. Every command only reads; the script takes the
 * profile of each account from PALISADE_PROFILE, in which `%s` stands for the account's id, and else the credentials that are set.
 */
export const ADOPTION_COMMANDS = `#!/bin/sh
# Writes what an organization has into the folder "aws", for: npm run adopt -- --from aws
# Needs the AWS CLI and jq, credentials that read the organization, and a profile for each account, such as PALISADE_PROFILE="reader-%s".
set -u
regions="\${REGIONS:-eu-west-1}"
mkdir -p aws/organization/units aws/organization/children aws/organization/attached aws/organization/policies
o() { aws organizations "$@" --output json; }
o describe-organization > aws/organization/organization.json
o list-roots > aws/organization/roots.json
o list-accounts > aws/organization/accounts.json
attached() {
  o list-policies-for-target --target-id "$1" --filter SERVICE_CONTROL_POLICY > "aws/organization/attached/$1.service-control.json"
  o list-policies-for-target --target-id "$1" --filter RESOURCE_CONTROL_POLICY > "aws/organization/attached/$1.resource-control.json"
}
below() {
  o list-organizational-units-for-parent --parent-id "$1" > "aws/organization/units/$1.json"
  o list-accounts-for-parent --parent-id "$1" > "aws/organization/children/$1.json"
  attached "$1"
  for unit in $(jq -r '.OrganizationalUnits[].Id' "aws/organization/units/$1.json"); do below "$unit"; done
}
below "$(jq -r '.Roots[0].Id' aws/organization/roots.json)"
for account in $(jq -r '.Accounts[].Id' aws/organization/accounts.json); do attached "$account"; done
for id in $(jq -r '.Policies[].Id' aws/organization/attached/*.json | sort -u); do
  o describe-policy --policy-id "$id" > "aws/organization/policies/$id.json"
done
for account in $(jq -r '.Accounts[] | select((.State // .Status) == "ACTIVE") | .Id' aws/organization/accounts.json); do
  profile="\${PALISADE_PROFILE:+--profile $(printf "\${PALISADE_PROFILE:-}" "$account")}"
  to="aws/accounts/$account"
  mkdir -p "$to"
  # shellcheck disable=SC2086
  a() { aws "$@" --output json $profile 2>"$to/error.txt"; code=$?; cat "$to/error.txt" >>"$to/errors.txt"; return $code; }
  # AWS says with an error of its own that a table or stream has no policy. After any other error its policy stays unknown.
  policy() {
    a dynamodb get-resource-policy --resource-arn "$1" --region "$region" > "$2" && return
    ! grep -q PolicyNotFoundException "$to/error.txt" || echo '{ "Policy": null }' > "$2"
  }
  a iam get-account-authorization-details --filter Role LocalManagedPolicy AWSManagedPolicy > "$to/roles.json" || { echo "$account cannot be read" >&2; continue; }
  for region in $regions; do
    at="$to/$region"
    mkdir -p "$at/tables" "$at/table-policies" "$at/stream-policies" "$at/keys" "$at/key-policies" "$at/grants" "$at/secret-policies" "$at/clusters"
    a ec2 describe-vpcs --region "$region" > "$at/vpcs.json"
    a ec2 describe-vpc-endpoints --region "$region" > "$at/endpoints.json"
    a dynamodb list-tables --region "$region" > "$at/tables.json"
    for table in $(jq -r '.TableNames[]' "$at/tables.json"); do
      a dynamodb describe-table --table-name "$table" --region "$region" > "$at/tables/$table.json"
      arn="$(jq -r .Table.TableArn "$at/tables/$table.json")"
      policy "$arn" "$at/table-policies/$table.json"
      stream="$(jq -r '.Table.LatestStreamArn // empty' "$at/tables/$table.json")"
      [ -z "$stream" ] || policy "$stream" "$at/stream-policies/$table.json"
    done
    a kms list-keys --region "$region" > "$at/keys.json"
    for key in $(jq -r '.Keys[].KeyId' "$at/keys.json"); do
      a kms describe-key --key-id "$key" --region "$region" > "$at/keys/$key.json"
      a kms get-key-policy --key-id "$key" --policy-name default --region "$region" > "$at/key-policies/$key.json"
      a kms list-grants --key-id "$key" --region "$region" > "$at/grants/$key.json"
    done
    a secretsmanager list-secrets --region "$region" > "$at/secrets.json"
    for secret in $(jq -r '.SecretList[].ARN' "$at/secrets.json"); do
      a secretsmanager get-resource-policy --secret-id "$secret" --region "$region" > "$at/secret-policies/$(basename "$secret" | sed 's/.*secret://').json"
    done
    a eks list-clusters --region "$region" > "$at/clusters.json"
    for cluster in $(jq -r '.clusters[]' "$at/clusters.json"); do
      a eks describe-cluster --name "$cluster" --region "$region" > "$at/clusters/$cluster.json"
    done
  done
done
`;
