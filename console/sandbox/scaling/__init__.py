"""Autoscaling that acts: policies of Application Auto Scaling and of EC2 Auto Scaling, set off by their alarms."""
