#!/bin/sh
# Takes a role and prints what exports its temporary credentials:
#
#   eval "$(bin/iam-assume-role.sh <role-arn> [seconds] [session] [external-id])"
#
# Where it fails, it prints `false` alone, so that `eval` fails and sets nothing; the reason goes to standard error.
# Exported credentials are ignored, those of an earlier call among them: the source is the profile (AWS_PROFILE), the container or the
# instance. Needs the AWS CLI. https://docs.aws.amazon.com/cli/latest/reference/sts/assume-role.html
set -u

fail() {
  printf 'iam-assume-role: %s\n' "$1" >&2
  echo false
  exit 1
}

# shellcheck disable=SC2016 # the usage is printed as it is typed
case $# in
  [1-4]) ;;
  *) fail 'usage: eval "$(iam-assume-role.sh <role-arn> [seconds] [session] [external-id])"' ;;
esac
role=$1
seconds=${2:-900}
session=${3:-palisade-$(id -un 2>/dev/null || echo user)}
external_id=${4:-}

# The partition is that of the role, and so is the region where none is set.
case $role in
  arn:aws:iam::[0-9]*:role/?*) region=us-east-1 ;;
  arn:aws-cn:iam::[0-9]*:role/?*) region=cn-north-1 ;;
  arn:aws-us-gov:iam::[0-9]*:role/?*) region=us-gov-west-1 ;;
  *) fail "is not the ARN of a role, got \"$role\"; write it as arn:aws:iam::<account>:role/<name>" ;;
esac
case $seconds in
  *[!0-9]* | ??????*) fail "is not a number of seconds, got \"$seconds\"; give 900 to 43200" ;;
esac
if [ "$seconds" -lt 900 ] || [ "$seconds" -gt 43200 ]; then
  fail "is no length of a session, got \"$seconds\"; give 900 to 43200 seconds"
fi
case $session in
  ? | *[!A-Za-z0-9_=,.@+-]*)
    fail "is not the name of a session, got \"$session\"; give 2 to 64 letters, digits and characters of _=,.@+-" ;;
esac
[ ${#session} -le 64 ] || fail "is too long for the name of a session, got \"$session\"; give at most 64 characters"
command -v aws >/dev/null 2>&1 || fail 'the AWS CLI is not found; install it, or add it to PATH'

unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN AWS_SECURITY_TOKEN
set_region=
if [ -z "${AWS_REGION:-}${AWS_DEFAULT_REGION:-}" ]; then
  configured=$(aws configure get region 2>/dev/null) || configured=
  region=${configured:-$region}
  set_region=$region
else
  region=${AWS_REGION:-$AWS_DEFAULT_REGION}
fi

set -- --role-arn "$role" --role-session-name "$session" --duration-seconds "$seconds" --region "$region"
[ -z "$external_id" ] || set -- "$@" --external-id "$external_id"
credentials=$(AWS_PAGER='' aws sts assume-role "$@" \
  --query 'Credentials.[AccessKeyId,SecretAccessKey,SessionToken,Expiration]' --output text) ||
  fail "the role cannot be taken, got \"$role\"; the message of the AWS CLI is above"

# What the CLI prints is evaluated by a shell: anything that is no credential is refused.
case $credentials in
  *[!A-Za-z0-9/+=_:.[:space:]-]*) fail 'the AWS CLI printed something that is no credentials; try aws sts assume-role by hand' ;;
esac
# shellcheck disable=SC2086 # the four values are words
set -- $credentials
case $#${1:-} in
  4ASIA*) ;;
  *) fail 'the AWS CLI printed something that is no credentials; try aws sts assume-role by hand' ;;
esac

names='AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN'
printf "export AWS_ACCESS_KEY_ID='%s' AWS_SECRET_ACCESS_KEY='%s' AWS_SESSION_TOKEN='%s'\n" "$1" "$2" "$3"
if [ -n "$set_region" ]; then
  names="$names AWS_DEFAULT_REGION"
  printf "export AWS_DEFAULT_REGION='%s'\n" "$set_region"
fi
printf 'iam-assume-role: %s until %s; undo with: unset %s\n' "$role" "$4" "$names" >&2
