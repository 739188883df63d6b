"""Runs scim2-tester against a service: a line for each check, with its name, result and reason.

The values that it makes up are the same in each run if PYTHONHASHSEED is set.
"""

import random
import sys
import uuid

from httpx2 import Client
from scim2_client.engines.httpx2 import SyncSCIMClient
from scim2_tester import check_server

made_up = random.Random(1)
random.seed(1)
uuid.uuid4 = lambda: uuid.UUID(int=made_up.getrandbits(128), version=4)

client = SyncSCIMClient(Client(base_url=sys.argv[1], headers={"Authorization": "Bearer anything"}))
for result in check_server(client):
    name = " ".join(filter(None, [result.resource_type, result.title]))
    print(name, result.status.name, " ".join(str(result.reason).split()), sep="\t")
