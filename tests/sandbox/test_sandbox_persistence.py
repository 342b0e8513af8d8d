"""The sandbox keeps its resources over a restart, or says plainly that they were lost."""

import json
import os
import signal
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from conftest import Cloud, wait_until

from console.sandbox.control import Sandbox, SandboxStatus
from console.sandbox.dial import LoadDial


class Home:
    """A console home with a sandbox of its own."""

    def __init__(self, path: Path) -> None:
        self.sandbox = Sandbox(path)
        self.folder = path / "sandbox"
        self.snapshot = self.folder / "resources.snapshot"
        self.unsaved = self.folder / "unsaved"

    def start(self) -> SandboxStatus:
        return self.sandbox.start()

    def client(self, service: str) -> Any:
        endpoint = self.sandbox.status().endpoint
        assert endpoint is not None
        return Cloud(endpoint).client(service)

    def buckets(self) -> list[str]:
        return [bucket["Name"] for bucket in self.client("s3").list_buckets()["Buckets"]]

    def wait_until_saved(self) -> None:
        wait_until(lambda: self.snapshot.exists() and not self.unsaved.exists(), "the resources are saved")

    def kill(self) -> None:
        pid = self.sandbox.status().pid
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
        wait_until(lambda: not self.sandbox.status().running, "the sandbox is dead")


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    home = Home(tmp_path)
    home.start()
    yield home
    home.sandbox.stop()


def test_resources_are_back_after_a_stop(home: Home) -> None:
    home.sandbox.ensure_bucket("kept", "us-east-1")
    home.client("s3").put_object(Bucket="kept", Key="state", Body=b"serial 1")
    assert home.sandbox.stop().resources_kept == "restored"
    assert home.start().resources_kept == "restored"
    assert home.client("s3").get_object(Bucket="kept", Key="state")["Body"].read() == b"serial 1"


def test_resources_are_back_after_a_crash_once_changes_have_settled(home: Home) -> None:
    home.sandbox.ensure_bucket("kept", "us-east-1")
    home.wait_until_saved()
    home.kill()
    status = home.start()
    assert (status.resources_kept, home.buckets()) == ("restored", ["kept"])
    assert "lost" not in status.note


def test_a_crash_before_anything_was_saved_is_said_to_have_lost_everything(home: Home) -> None:
    home.sandbox.ensure_bucket("lost", "us-east-1")
    wait_until(home.unsaved.exists, "the change is noted as unsaved")
    home.kill()
    assert home.sandbox.status().resources_kept == "lost"
    status = home.start()
    assert (status.resources_kept, home.buckets()) == ("lost", [])
    assert "lost" in status.note


def test_a_crash_with_later_changes_says_that_those_are_lost(home: Home) -> None:
    home.sandbox.ensure_bucket("kept", "us-east-1")
    home.wait_until_saved()
    home.sandbox.ensure_bucket("lost", "us-east-1")
    wait_until(home.unsaved.exists, "the change is noted as unsaved")
    home.kill()
    assert "lost" in home.sandbox.status().note
    status = home.start()
    assert (status.resources_kept, home.buckets()) == ("restored", ["kept"])
    assert "changes made later are lost" in status.note


@pytest.mark.parametrize("damage", ["truncated", "no header", "another moto", "another object"])
def test_a_snapshot_that_cannot_be_used_is_put_aside_and_said_to_be_lost(home: Home, damage: str) -> None:
    home.sandbox.ensure_bucket("lost", "us-east-1")
    home.sandbox.stop()
    content = home.snapshot.read_bytes()
    header, _, pickled = content.partition(b"\n")
    described = json.loads(header)
    damaged = {
        "truncated": content[:-1000],
        "no header": b"",
        "another moto": json.dumps(described | {"made_by": "moto 4.0.0"}).encode() + b"\n" + pickled,
        "another object": json.dumps(described | {"sha256": sha256(b"N.").hexdigest()}).encode() + b"\nN.",
    }[damage]
    home.snapshot.write_bytes(damaged)
    status = home.start()
    assert (status.resources_kept, home.buckets()) == ("lost", [])
    (aside,) = home.folder.glob("resources.refused-*")
    assert aside.read_bytes() == damaged
    assert str(aside) in status.note


def test_resources_that_cannot_be_saved_are_said_to_be_at_risk(home: Home) -> None:
    home.snapshot.mkdir()  # a file cannot take its place
    home.sandbox.ensure_bucket("at-risk", "us-east-1")
    wait_until(lambda: "cannot be saved" in home.sandbox.status().note, "the status says so")
    home.snapshot.rmdir()
    home.sandbox.ensure_bucket("safe", "us-east-1")
    wait_until(lambda: "saved again" in home.sandbox.status().note, "the status takes it back")
    assert home.snapshot.is_file()


def test_keys_certificates_parameters_and_images_survive(home: Home) -> None:
    """The kinds of objects that pickle alone cannot save."""
    kms, acm, ssm, ecr = (home.client(service) for service in ("kms", "acm", "ssm", "ecr"))
    key = kms.create_key(KeySpec="RSA_2048", KeyUsage="ENCRYPT_DECRYPT")["KeyMetadata"]["KeyId"]
    encrypting = {"KeyId": key, "EncryptionAlgorithm": "RSAES_OAEP_SHA_256"}
    secret = kms.encrypt(Plaintext=b"secret", **encrypting)["CiphertextBlob"]
    certificate = acm.request_certificate(DomainName="api.example.com", ValidationMethod="DNS")["CertificateArn"]
    ssm.put_parameter(Name="/replaydash/dev/PORT", Type="String", Value="3001")
    ssm.add_tags_to_resource(
        ResourceType="Parameter", ResourceId="/replaydash/dev/PORT", Tags=[{"Key": "a", "Value": "b"}]
    )
    ecr.create_repository(repositoryName="api")
    home.sandbox.stop()
    assert home.start().resources_kept == "restored"
    kms, acm, ssm, ecr = (home.client(service) for service in ("kms", "acm", "ssm", "ecr"))
    assert kms.decrypt(CiphertextBlob=secret, **encrypting)["Plaintext"] == b"secret"
    assert acm.describe_certificate(CertificateArn=certificate)["Certificate"]["DomainName"] == "api.example.com"
    assert ssm.get_parameter(Name="/replaydash/dev/PORT")["Parameter"]["Value"] == "3001"
    ssm.put_parameter(Name="/replaydash/dev/NEW", Type="String", Value="1")
    assert ecr.describe_repositories()["repositories"][0]["repositoryName"] == "api"


def test_a_service_goes_on_running_after_a_restart(home: Home) -> None:
    ecs = home.client("ecs")
    subnet = home.client("ec2").describe_subnets()["Subnets"][0]["SubnetId"]
    ecs.create_cluster(clusterName="c")
    ecs.register_task_definition(
        family="api",
        requiresCompatibilities=["FARGATE"],
        networkMode="awsvpc",
        cpu="256",
        memory="512",
        containerDefinitions=[{"name": "api", "image": "i"}],
    )
    ecs.create_service(
        cluster="c",
        serviceName="api",
        taskDefinition="api",
        desiredCount=1,
        launchType="FARGATE",
        networkConfiguration={"awsvpcConfiguration": {"subnets": [subnet]}},
    )
    home.sandbox.stop()
    home.start()
    ecs = home.client("ecs")

    def running() -> Any:
        return ecs.describe_services(cluster="c", services=["api"])["services"][0]["runningCount"]

    wait_until(lambda: running() == 1, "the service runs")


def test_the_port_stays_the_same_over_a_restart(home: Home) -> None:
    before = home.sandbox.status().port
    home.kill()
    assert home.start().port == before


def test_metrics_alarms_and_the_load_survive(home: Home) -> None:
    client = home.client("cloudwatch")
    at = datetime.now(UTC).replace(second=0, microsecond=0) - timedelta(minutes=3)
    client.put_metric_data(
        Namespace="Kept", MetricData=[{"MetricName": "Used", "Timestamp": at, "Values": [1.0, 2.0, 3.0]}]
    )
    watched = {"Namespace": "None", "MetricName": "Used", "Statistic": "Sum", "Period": 60, "Threshold": 1.0}
    client.put_metric_alarm(
        AlarmName="kept",
        EvaluationPeriods=1,
        ComparisonOperator="GreaterThanThreshold",
        TreatMissingData="ignore",
        **watched,
    )
    client.set_alarm_state(AlarmName="kept", StateValue="ALARM", StateReason="by hand")
    LoadDial(home.folder.parent).turn(250)
    home.wait_until_saved()
    home.kill()
    home.start()
    client = home.client("cloudwatch")
    query = {"Metric": {"Namespace": "Kept", "MetricName": "Used"}, "Period": 60, "Stat": "p50"}
    answer = client.get_metric_data(
        MetricDataQueries=[{"Id": "a", "MetricStat": query}], StartTime=at, EndTime=at + timedelta(minutes=1)
    )
    assert answer["MetricDataResults"][0]["Values"] == [2.0]
    (alarm,) = client.describe_alarms(AlarmNames=["kept"])["MetricAlarms"]
    assert (alarm["StateValue"], alarm["StateReason"]) == ("ALARM", "by hand")
    entries = client.describe_alarm_history(AlarmName="kept")["AlarmHistoryItems"]
    assert [entry["HistoryItemType"] for entry in entries] == ["StateUpdate", "ConfigurationUpdate"]
    assert LoadDial(home.folder.parent).percent == 250
