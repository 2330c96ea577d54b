"""A real MongoDB server for the tests of this folder that need one."""

from tests.mongod import mongod

__all__ = ["mongod"]
