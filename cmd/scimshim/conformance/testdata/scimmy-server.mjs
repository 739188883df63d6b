// A SCIM server on SCIMMY that keeps its resources in maps, for conformance tests.
// It prints the URL of its service on its first line. POST /reset empties it.
import {randomUUID} from "node:crypto";
import express from "express";
import SCIMMY from "scimmy";
import SCIMMYRouters from "scimmy-routers";

const stores = [];

// declare serves a kind of resource out of a map.
function declare(Resource) {
    const store = new Map();
    stores.push(store);

    const refuseTwice = (id, name) => {
        const taken = name && [...store.values()].some(o => o.id !== id && o.userName?.toLowerCase() === name.toLowerCase());
        if (taken) throw new SCIMMY.Types.Error(409, "uniqueness", "There is a user of this name already");
    };
    const find = id => {
        if (!store.has(id)) throw new SCIMMY.Types.Error(404, null, `Resource ${id} not found`);
        return store.get(id);
    };

    SCIMMY.Resources.declare(Resource)
        .ingress((resource, data) => {
            const now = new Date().toISOString();
            const before = resource.id ? find(resource.id) : {id: randomUUID(), meta: {created: now}};
            refuseTwice(before.id, data.userName);
            const meta = {...before.meta, lastModified: now};
            const kept = {...JSON.parse(JSON.stringify(data)), id: before.id, meta};
            store.set(kept.id, kept);
            return structuredClone(kept);
        })
        .egress(resource => {
            if (resource.id) return structuredClone(find(resource.id));
            const all = structuredClone([...store.values()]);
            return resource.filter ? resource.filter.match(all) : all;
        })
        .degress(resource => {
            find(resource.id);
            store.delete(resource.id);
        });
}

declare(SCIMMY.Resources.User.extend(SCIMMY.Schemas.EnterpriseUser));
declare(SCIMMY.Resources.Group);

const app = express();
app.post("/reset", (_, answer) => {
    for (const store of stores) store.clear();
    answer.status(204).end();
});
app.use("/scim/v2", new SCIMMYRouters({type: "bearer", handler: () => "anybody"}));
const server = app.listen(0, "127.0.0.1", () => {
    console.log(`http://127.0.0.1:${server.address().port}/scim/v2`);
});
