"""What Terraform reads back of security-group rules and of instances."""

from collections.abc import Callable
from typing import Any

from conftest import Cloud

OnlyInSandbox = Callable[[Callable[[Cloud], Any], Any], None]
IMAGE = "ami-0d27e0fb3bac4d724"


def group(ec2: Any, name: str) -> str:
    found = ec2.describe_security_groups(Filters=[{"Name": "group-name", "Values": [name]}])["SecurityGroups"]
    return str(found[0]["GroupId"] if found else ec2.create_security_group(GroupName=name, Description=name)["GroupId"])


def test_a_rule_that_names_another_group_keeps_its_description(only_in_sandbox: OnlyInSandbox) -> None:
    def description(cloud: Cloud) -> Any:
        ec2 = cloud.client("ec2")
        pairs = [{"GroupId": group(ec2, "load-balancer"), "Description": "from the load balancer"}]
        permission = {"IpProtocol": "tcp", "FromPort": 3001, "ToPort": 3001, "UserIdGroupPairs": pairs}
        rules = ec2.authorize_security_group_ingress(GroupId=group(ec2, "tasks"), IpPermissions=[permission])
        found = ec2.describe_security_group_rules(SecurityGroupRuleIds=[_id(rules)])
        return found["SecurityGroupRules"][0]["Description"]

    only_in_sandbox(description, "from the load balancer")


def test_a_rule_that_names_a_prefix_list_keeps_its_description(only_in_sandbox: OnlyInSandbox) -> None:
    def description(cloud: Cloud) -> Any:
        ec2 = cloud.client("ec2")
        prefix_list = ec2.describe_managed_prefix_lists()["PrefixLists"][0]["PrefixListId"]
        lists = [{"PrefixListId": prefix_list, "Description": "to S3"}]
        permission = {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "PrefixListIds": lists}
        rules = ec2.authorize_security_group_egress(GroupId=group(ec2, "endpoints"), IpPermissions=[permission])
        found = ec2.describe_security_group_rules(SecurityGroupRuleIds=[_id(rules)])
        return found["SecurityGroupRules"][0]["Description"]

    only_in_sandbox(description, "to S3")


def test_a_rule_for_all_protocols_can_be_changed_in_place(only_in_sandbox: OnlyInSandbox) -> None:
    def changed(cloud: Cloud) -> Any:
        ec2 = cloud.client("ec2")
        owner = group(ec2, "all-protocols")
        permission = {"IpProtocol": "-1", "IpRanges": [{"CidrIp": "10.0.0.0/8"}]}
        rule = _id(ec2.authorize_security_group_ingress(GroupId=owner, IpPermissions=[permission]))
        change = {"IpProtocol": "-1", "CidrIpv4": "10.1.0.0/16", "Description": "inside"}
        rules = [{"SecurityGroupRuleId": rule, "SecurityGroupRule": change}]
        ec2.modify_security_group_rules(GroupId=owner, SecurityGroupRules=rules)
        found = ec2.describe_security_group_rules(SecurityGroupRuleIds=[rule])["SecurityGroupRules"][0]
        return found["CidrIpv4"], found["Description"], found["FromPort"]

    only_in_sandbox(changed, ("10.1.0.0/16", "inside", -1))


def test_a_rule_can_be_pointed_at_another_group(only_in_sandbox: OnlyInSandbox) -> None:
    def referenced(cloud: Cloud) -> Any:
        ec2 = cloud.client("ec2")
        owner, later = group(ec2, "pointing"), group(ec2, "pointed-at-later")
        pairs = [{"GroupId": group(ec2, "pointed-at-first")}]
        permission = {"IpProtocol": "tcp", "FromPort": 1, "ToPort": 1, "UserIdGroupPairs": pairs}
        rule = _id(ec2.authorize_security_group_ingress(GroupId=owner, IpPermissions=[permission]))
        change = {"IpProtocol": "tcp", "FromPort": 2, "ToPort": 2, "ReferencedGroupId": later}
        rules = [{"SecurityGroupRuleId": rule, "SecurityGroupRule": change}]
        ec2.modify_security_group_rules(GroupId=owner, SecurityGroupRules=rules)
        found = ec2.describe_security_group_rules(SecurityGroupRuleIds=[rule])["SecurityGroupRules"][0]
        return found["ReferencedGroupInfo"]["GroupId"] == later

    only_in_sandbox(referenced, True)


def _id(authorized: dict[str, Any]) -> str:
    return str(authorized["SecurityGroupRules"][0]["SecurityGroupRuleId"])


def instance(ec2: Any, instance_type: str = "t3.micro", **settings: Any) -> str:
    run = ec2.run_instances(MinCount=1, MaxCount=1, ImageId=IMAGE, InstanceType=instance_type, **settings)
    return str(run["Instances"][0]["InstanceId"])


def test_detailed_monitoring_of_a_running_instance_is_switched(only_in_sandbox: OnlyInSandbox) -> None:
    def states(cloud: Cloud) -> Any:
        ec2 = cloud.client("ec2")
        watched = [instance(ec2)]
        on = ec2.monitor_instances(InstanceIds=watched)["InstanceMonitorings"][0]["Monitoring"]["State"]
        kept = ec2.describe_instances(InstanceIds=watched)["Reservations"][0]["Instances"][0]["Monitoring"]["State"]
        ec2.unmonitor_instances(InstanceIds=watched)
        off = ec2.describe_instances(InstanceIds=watched)["Reservations"][0]["Instances"][0]["Monitoring"]["State"]
        return on, kept, off

    only_in_sandbox(states, ("enabled", "enabled", "disabled"))


def test_cpu_credits_are_kept_and_changed(only_in_sandbox: OnlyInSandbox) -> None:
    def credits_of(cloud: Cloud) -> Any:
        ec2 = cloud.client("ec2")
        chosen, unset = instance(ec2, CreditSpecification={"CpuCredits": "standard"}), instance(ec2)
        seen = [_credits(ec2, chosen), _credits(ec2, unset)]
        changes = [{"InstanceId": chosen, "CpuCredits": "unlimited"}]
        ec2.modify_instance_credit_specification(InstanceCreditSpecifications=changes)
        return [*seen, _credits(ec2, chosen)]

    only_in_sandbox(credits_of, ["standard", "unlimited", "unlimited"])


def test_an_instance_has_the_groups_of_its_network_interface(only_in_sandbox: OnlyInSandbox) -> None:
    def named(cloud: Cloud) -> Any:
        ec2 = cloud.client("ec2")
        subnet = ec2.describe_subnets()["Subnets"][0]["SubnetId"]
        interface = {"DeviceIndex": 0, "SubnetId": subnet, "AssociatePublicIpAddress": True}
        run = instance(ec2, NetworkInterfaces=[interface | {"Groups": [group(ec2, "of-the-interface")]}])
        found = ec2.describe_instances(InstanceIds=[run])["Reservations"][0]["Instances"][0]
        return [kept["GroupName"] for kept in found["SecurityGroups"]]

    only_in_sandbox(named, ["of-the-interface"])


def _credits(ec2: Any, instance_id: str) -> str:
    found = ec2.describe_instance_credit_specifications(InstanceIds=[instance_id])
    return str(found["InstanceCreditSpecifications"][0]["CpuCredits"])
