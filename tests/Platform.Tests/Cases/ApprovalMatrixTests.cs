using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Platform.Model.Identity;
using Platform.Server.Cases;
using Platform.Server.Cases.Tasks;

namespace Platform.Tests.Cases;

/// <summary>
/// The Chinese words of approval (A13), each from end to end over HTTP. Every move is sent twice under one idempotency key and answered alike, and a third time without one:
/// then it is refused, because the task is no longer as it was.
/// </summary>
public sealed class ApprovalMatrixTests(CaseOffice office) : IClassFixture<CaseOffice>
{
    private const string Flow = "/api/v1/definitions/flow/hygiene-permit";

    /// <summary>Reviewers beside 刘洋, made for these tests.</summary>
    private static readonly string[] Signers = ["ma.one", "ma.two", "ma.three"];

    private const string Password = "Matrix-2026-pw";

    private readonly Dictionary<string, HttpClient> _signers = [];

    public static TheoryData<string> Words => ["all", "first", "quorum", "sequential", "addBefore", "addAfter", "remove", "transfer", "delegate", "sendBackAnywhere", "sendBackInBranch", "recall"];

    [Theory]
    [MemberData(nameof(Words))]
    public Task Each_word_of_approval_does_what_it_says(string word) => word switch
    {
        "all" => AllSignAsync(),
        "first" => TheFirstDecidesAsync(),
        "quorum" => AQuorumDecidesAsync(),
        "sequential" => OneAfterTheOtherAsync(),
        "addBefore" => ASignerBeforeAsync(),
        "addAfter" => ASignerAfterAsync(),
        "remove" => ASignerLessAsync(),
        "transfer" => ForGoodAsync(),
        "delegate" => AskedAndBackAsync(),
        "sendBackAnywhere" => BackToAnyStepAsync(),
        "sendBackInBranch" => BackInsideABranchAsync(),
        "recall" => TakenBackAsync(),
        _ => throw new InvalidOperationException($"There is no scenario '{word}'."),
    };

    [Fact]
    public async Task Whoever_is_removed_while_they_sign_is_one_or_the_other()
    {
        var number = await SigningAsync("all");
        await ClaimAsync("ma.one", number);
        var added = await AddedAsync("ma.one", number, "beside", "ma.three");
        var (mine, theirs) = (await TaskAsync("ma.one", number), await TaskAsync("ma.three", number));

        var signing = PostAsync("ma.three", $"/api/v1/tasks/{theirs}/complete", new JsonObject { ["outcome"] = "Approve" });
        var removing = PostAsync("ma.one", $"/api/v1/tasks/{mine}/signers/{added}/remove", new JsonObject { ["opinion"] = "不再需要" });
        await Task.WhenAll(signing, removing);
        using var signed = await signing;
        using var removed = await removing;

        Assert.Single(new[] { signed, removed }, a => a.IsSuccessStatusCode);
        var names = await JournalAsync(number);
        Assert.Equal(signed.IsSuccessStatusCode ? 0 : 1, names.Count(n => n == "task.signerRemoved"));
        await DoAsync("ma.one", number, "complete", new JsonObject { ["outcome"] = "Approve" });
        await DoAsync("ma.two", number, "complete", new JsonObject { ["outcome"] = "Approve" });
        await DoAsync("liu.yang", number, "complete", new JsonObject { ["outcome"] = "Approve" });
        Assert.Equal(["decide"], await OpenAsync(number));
    }

    [Fact]
    public async Task What_cannot_be_taken_back_says_why()
    {
        var number = await ExaminedAsync(_ => { });
        var done = await DoAsync("wang.lei", number, "complete", new JsonObject { ["outcome"] = "Pass" });
        using (var other = await PostAsync("liu.yang", $"/api/v1/tasks/{done}/recall", Opinion("误")))
        {
            Assert.Equal(["task.recall.notYours"], await CaseOffice.CodesAsync(other, HttpStatusCode.Forbidden));
        }

        // Whoever can do the next task opens it: from then on it is known.
        var next = await TaskAsync("liu.yang", number);
        await CaseOffice.GetAsync(await office.AsAsync("liu.yang"), $"/api/v1/tasks/{next}");
        using (var seen = await PostAsync("wang.lei", $"/api/v1/tasks/{done}/recall", Opinion("误")))
        {
            Assert.Equal(["task.recall.seen"], await CaseOffice.CodesAsync(seen, HttpStatusCode.Conflict));
        }

        await ClaimAsync("liu.yang", number);
        using (var claimed = await PostAsync("wang.lei", $"/api/v1/tasks/{done}/recall", Opinion("误")))
        {
            Assert.Equal(["task.recall.claimed"], await CaseOffice.CodesAsync(claimed, HttpStatusCode.Conflict));
        }

        var checkedTask = await DoAsync("liu.yang", number, "complete", new JsonObject { ["outcome"] = "Pass" });
        using (var gone = await PostAsync("wang.lei", $"/api/v1/tasks/{done}/recall", Opinion("误")))
        {
            Assert.Equal(["task.recall.movedOn"], await CaseOffice.CodesAsync(gone, HttpStatusCode.Conflict));
        }

        var decided = await DoAsync("chen.jing", number, "complete", new JsonObject { ["outcome"] = "Grant" });
        using var left = await PostAsync("chen.jing", $"/api/v1/tasks/{decided}/recall", Opinion("误"));
        Assert.Equal(["task.recall.left"], await CaseOffice.CodesAsync(left, HttpStatusCode.Conflict));
        Assert.NotEqual(decided, checkedTask);
    }

    [Fact]
    public async Task Nobody_the_flow_names_leaves_the_task_to_its_role_and_the_supervisor_is_told()
    {
        var number = await ExaminedAsync(flow => Activity(flow, "check")["assignee"] = Literal("person:nobody.here"));
        await DoAsync("wang.lei", number, "complete", new JsonObject { ["outcome"] = "Pass" });

        Assert.Contains("task.unassigned", await JournalAsync(number));
        Assert.NotNull(await TaskAsync("liu.yang", number));
        var inbox = await CaseOffice.GetAsync(await office.AsAsync("sun.li"), "/api/v1/inbox");
        Assert.Contains(inbox["items"]!.AsArray(), m => m!["link"]?.GetValue<string>() == $"/workbench/cases/{number}");
    }

    [Fact]
    public async Task A_script_of_the_flow_names_who_does_it()
    {
        await PeopleAsync();
        var number = await ExaminedAsync(flow => Activity(flow, "check")["assignee"] = new JsonObject
        {
            ["typeName"] = "String", ["expression"] = new JsonObject { ["type"] = "JavaScript", ["value"] = "answers.employees.length > 0 ? 'person:ma.two' : 'role:reviewer'" },
        });
        await DoAsync("wang.lei", number, "complete", new JsonObject { ["outcome"] = "Pass" });

        Assert.Equal("ma.two", (await FileAsync(number)).Tasks.Single().AssigneeName);
    }

    [Fact]
    public async Task One_signer_sends_their_part_back_and_signs_when_it_was_done_again_and_the_others_keep_their_votes()
    {
        var number = await SigningAsync("all");
        await DoAsync("ma.one", number, "complete", new JsonObject { ["outcome"] = "Approve", ["opinion"] = "同意" });
        await ClaimAsync("ma.two", number);
        await TwiceAsync("ma.two", number, "send-back", new JsonObject { ["opinion"] = "缺少说明", ["to"] = "examine" });
        Assert.Equal(["examine", "sign"], (await OpenAsync(number)).Order());
        await DoAsync("ma.three", number, "complete", new JsonObject { ["outcome"] = "Approve" });
        Assert.Equal(["examine"], await OpenAsync(number));

        await DoAsync("wang.lei", number, "complete", new JsonObject { ["outcome"] = "Pass", ["opinion"] = "已补充" });

        Assert.Equal(["sign"], await OpenAsync(number));
        Assert.NotNull(await FindMineAsync("ma.two", number));
        Assert.Null(await FindTaskAsync("ma.one", number));
        await TwiceAsync("ma.two", number, "complete", new JsonObject { ["outcome"] = "Approve" });
        Assert.Equal(["decide"], await OpenAsync(number));
    }

    [Fact]
    public async Task What_was_lent_to_somebody_who_leaves_goes_back_to_whose_it_is_and_to_the_role_when_they_have_left_too()
    {
        await PeopleAsync();
        var number = await ExaminedAsync(_ => { });
        await DoAsync("wang.lei", number, "complete", new JsonObject { ["outcome"] = "Pass" });
        var (one, two) = (await IdAsync("ma.one"), await IdAsync("ma.two"));
        await ClaimAsync("ma.one", number);
        var task = Guid.Parse(await DoAsync("ma.one", number, "delegate", new JsonObject { ["to"] = two, ["opinion"] = "请看" }));
        var (cases, rights) = (office.Server.Get<CaseReader>(), (await office.Server.Get<IAccounts>().FindActorAsync(one, TestContext.Current.CancellationToken))!);

        for (var i = 0; i < 2; i++)
        {
            await cases.SendAsync((await FileAsync(number)).Id, new ReturnTask { Actor = Actor.System, TaskId = task, Holder = two, Rights = null, Lender = rights });
            Assert.Equal((one, null), ((await FileAsync(number)).Tasks.Single().Assignee!.Value, (await FileAsync(number)).Tasks.Single().Lent));
        }

        await DoAsync("ma.one", number, "delegate", new JsonObject { ["to"] = two, ["opinion"] = "请再看" });
        await cases.SendAsync((await FileAsync(number)).Id, new ReturnTask { Actor = Actor.System, TaskId = task, Holder = two, Rights = null, Lender = null });
        Assert.Null((await FileAsync(number)).Tasks.Single().Assignee);
        Assert.Equal(2, (await JournalAsync(number)).Count(n => n == "task.returned"));
    }

    private async Task AllSignAsync()
    {
        var number = await SigningAsync("all");
        Assert.Equal(["sign", "sign", "sign"], await OpenAsync(number));
        foreach (var signer in Signers)
        {
            await TwiceAsync(signer, number, "complete", new JsonObject { ["outcome"] = "Approve", ["opinion"] = "同意" });
        }

        Assert.Equal(["decide"], await OpenAsync(number));
    }

    private async Task TheFirstDecidesAsync()
    {
        var number = await SigningAsync("any");
        await TwiceAsync("ma.two", number, "complete", new JsonObject { ["outcome"] = "Approve" });
        Assert.Equal(["decide"], await OpenAsync(number));
    }

    private async Task AQuorumDecidesAsync()
    {
        var number = await SigningAsync("quorum", sign => (sign["quorum"], sign["waitForAll"]) = (2, false));
        await TwiceAsync("ma.one", number, "complete", new JsonObject { ["outcome"] = "Approve" });
        await TwiceAsync("ma.two", number, "complete", new JsonObject { ["outcome"] = "Reject", ["opinion"] = "不同意" });
        Assert.Equal(["sign"], await OpenAsync(number));
        await TwiceAsync("ma.three", number, "complete", new JsonObject { ["outcome"] = "Approve" });
        Assert.Equal(["decide"], await OpenAsync(number));
    }

    private async Task OneAfterTheOtherAsync()
    {
        var number = await SigningAsync("sequential");
        foreach (var signer in Signers[..2])
        {
            Assert.Equal(["sign"], await OpenAsync(number));
            await TwiceAsync(signer, number, "complete", new JsonObject { ["outcome"] = "Approve" });
        }

        // Nobody signs for two of them, also one after the other.
        Assert.Null(await FindTaskAsync("ma.one", number));
        await TwiceAsync("ma.three", number, "complete", new JsonObject { ["outcome"] = "Approve" });
        Assert.Equal(["decide"], await OpenAsync(number));

        var rejected = await SigningAsync("sequential");
        await TwiceAsync("ma.one", rejected, "complete", new JsonObject { ["outcome"] = "Reject", ["opinion"] = "不同意" });
        Assert.Equal(["examine"], await OpenAsync(rejected));
    }

    private async Task ASignerBeforeAsync()
    {
        var number = await ExaminedAsync(_ => { });
        await PeopleAsync();
        await DoAsync("wang.lei", number, "complete", new JsonObject { ["outcome"] = "Pass" });
        await ClaimAsync("liu.yang", number);
        await TwiceAsync("liu.yang", number, "signers", new JsonObject { ["place"] = "before", ["to"] = await IdAsync("ma.one"), ["opinion"] = "请先核" });

        Assert.Null(await FindTaskAsync("liu.yang", number));
        await TwiceAsync("ma.one", number, "complete", new JsonObject { ["outcome"] = "Approve", ["opinion"] = "已核" });
        var back = await CaseOffice.GetAsync(await office.AsAsync("liu.yang"), $"/api/v1/tasks/{await TaskAsync("liu.yang", number)}");
        Assert.True(back["mine"]!.GetValue<bool>());
        Assert.Equal(["open", "signed"], back["signers"]!.AsArray().Select(s => s!["state"]!.GetValue<string>()));
        await TwiceAsync("liu.yang", number, "complete", new JsonObject { ["outcome"] = "Pass" });
        Assert.Equal(["decide"], await OpenAsync(number));
    }

    private async Task ASignerAfterAsync()
    {
        var number = await ExaminedAsync(_ => { });
        await PeopleAsync();
        await DoAsync("wang.lei", number, "complete", new JsonObject { ["outcome"] = "Pass" });
        await ClaimAsync("liu.yang", number);
        using (var silent = await PostAsync("liu.yang", $"/api/v1/tasks/{await TaskAsync("liu.yang", number)}/signers", new JsonObject { ["place"] = "after", ["to"] = await IdAsync("ma.one") }))
        {
            Assert.Equal(["task.reason.required"], await CaseOffice.CodesAsync(silent, HttpStatusCode.BadRequest));
        }

        await DoAsync("liu.yang", number, "signers", new JsonObject { ["place"] = "after", ["to"] = await IdAsync("ma.one"), ["opinion"] = "请复核" });
        await TwiceAsync("liu.yang", number, "complete", new JsonObject { ["outcome"] = "Pass" });
        Assert.Equal(["check"], await OpenAsync(number));

        // What the added one objects to comes back to the officer, who has the last word.
        await TwiceAsync("ma.one", number, "complete", new JsonObject { ["outcome"] = "Reject", ["opinion"] = "图纸不符" });
        await TwiceAsync("liu.yang", number, "complete", new JsonObject { ["outcome"] = "Pass", ["opinion"] = "已核对" });
        Assert.Equal(["decide"], await OpenAsync(number));
    }

    private async Task ASignerLessAsync()
    {
        var number = await SigningAsync("all");
        await ClaimAsync("ma.one", number);
        var added = await AddedAsync("ma.one", number, "beside", "liu.yang");
        Assert.Equal(4, (await OpenAsync(number)).Count);
        await DoAsync("ma.two", number, "complete", new JsonObject { ["outcome"] = "Approve", ["opinion"] = "同意" });
        await DoAsync("ma.three", number, "complete", new JsonObject { ["outcome"] = "Approve" });

        var mine = await TaskAsync("ma.one", number);
        using (var byFlow = await PostAsync("ma.one", $"/api/v1/tasks/{mine}/signers/1/remove", Opinion("少一个")))
        {
            Assert.Equal(["signer.byFlow"], await CaseOffice.CodesAsync(byFlow, HttpStatusCode.Forbidden));
        }

        await DoAsync("ma.one", number, $"signers/{added}/remove", Opinion("不再需要"));
        Assert.Equal(["sign"], await OpenAsync(number));

        // Whom the flow names the supervisor may take out; then what the others signed is enough.
        var lines = (await CaseOffice.GetAsync(await AsAsync("ma.one"), $"/api/v1/tasks/{mine}"))["signers"]!.AsArray();
        var last = lines.Single(s => s!["taskId"]?.GetValue<string>() == mine)!["number"]!.GetValue<int>();
        using var removed = await PostAsync("sun.li", $"/api/v1/tasks/{mine}/signers/{last}/remove", Opinion("调岗"));
        await CaseOffice.ReadAsync(removed);
        Assert.Equal(["decide"], await OpenAsync(number));
    }

    private async Task ForGoodAsync()
    {
        var number = await SigningAsync("all");
        await ClaimAsync("ma.one", number);
        await TwiceAsync("ma.one", number, "transfer", new JsonObject { ["to"] = await IdAsync("liu.yang"), ["reason"] = "出差" }, refusedAgain: false);
        Assert.Null(await FindMineAsync("ma.one", number));
        await TwiceAsync("liu.yang", number, "complete", new JsonObject { ["outcome"] = "Approve" });
        Assert.Equal(["sign", "sign"], await OpenAsync(number));
    }

    private async Task AskedAndBackAsync()
    {
        await PeopleAsync();
        var number = await ExaminedAsync(_ => { });
        await DoAsync("wang.lei", number, "complete", new JsonObject { ["outcome"] = "Pass" });
        await ClaimAsync("liu.yang", number);
        var task = await TwiceAsync("liu.yang", number, "delegate", new JsonObject { ["to"] = await IdAsync("ma.one"), ["opinion"] = "通风是否合格？" });

        using (var own = await PostAsync("ma.one", $"/api/v1/tasks/{task}/complete", new JsonObject { ["outcome"] = "Pass" }))
        {
            Assert.Equal(["task.lent"], await CaseOffice.CodesAsync(own, HttpStatusCode.Conflict));
        }

        using (var nested = await PostAsync("ma.one", $"/api/v1/tasks/{task}/delegate", new JsonObject { ["to"] = await IdAsync("ma.two"), ["opinion"] = "你看呢" }))
        {
            Assert.Equal(["task.lend.nested"], await CaseOffice.CodesAsync(nested, HttpStatusCode.Conflict));
        }

        await TwiceAsync("ma.one", number, "advise", Opinion("合格"));
        var back = await CaseOffice.GetAsync(await office.AsAsync("liu.yang"), $"/api/v1/tasks/{task}");
        Assert.True(back["mine"]!.GetValue<bool>());
        Assert.Equal(("ma.one", "合格"), (back["advice"]![0]!["name"]!.GetValue<string>(), back["advice"]![0]!["opinion"]!.GetValue<string>()));
        await TwiceAsync("liu.yang", number, "complete", new JsonObject { ["outcome"] = "Pass" });
        Assert.Equal(["decide"], await OpenAsync(number));
        Assert.Equal(["task.lent", "task.advised"], (await JournalAsync(number)).Where(n => n is "task.lent" or "task.advised"));
    }

    private async Task BackToAnyStepAsync()
    {
        var number = await ExaminedAsync(_ => { });
        await DoAsync("wang.lei", number, "complete", new JsonObject { ["outcome"] = "Pass" });
        await DoAsync("liu.yang", number, "complete", new JsonObject { ["outcome"] = "Pass" });
        var task = await TaskAsync("chen.jing", number);
        var steps = (await CaseOffice.GetAsync(await office.AsAsync("chen.jing"), $"/api/v1/tasks/{task}/earlier-steps"))["items"]!.AsArray();
        Assert.Equal(["check", "examine"], steps.Select(s => s!["stepId"]!.GetValue<string>()));
        var clocks = (await office.CaseAsync(number))["clocks"]!.ToJsonString();

        await TwiceAsync("chen.jing", number, "send-back", new JsonObject { ["opinion"] = "请复核", ["to"] = "check" });

        Assert.Equal(["check"], await OpenAsync(number));
        Assert.Equal(clocks, (await office.CaseAsync(number))["clocks"]!.ToJsonString());
        Assert.NotNull(await FindMineAsync("liu.yang", number));
        Assert.Contains("case.sent-back", await JournalAsync(number));
        await TwiceAsync("liu.yang", number, "complete", new JsonObject { ["outcome"] = "Pass" });
        await TwiceAsync("chen.jing", number, "complete", new JsonObject { ["outcome"] = "Grant" });
        Assert.Equal("completed", await office.StateAsync(number));
    }

    private async Task BackInsideABranchAsync()
    {
        await PeopleAsync();
        var number = await ExaminedAsync(ParallelFlow);
        await DoAsync("wang.lei", number, "complete", new JsonObject { ["outcome"] = "Pass" });
        await DoAsync("liu.yang", number, "complete", new JsonObject { ["outcome"] = "Pass" }, step: "left");
        Assert.Equal(["left2", "right"], (await OpenAsync(number)).Order());

        await TwiceAsync("ma.one", number, "send-back", new JsonObject { ["opinion"] = "重看", ["to"] = "left" }, step: "left2");
        Assert.Equal(["left", "right"], (await OpenAsync(number)).Order());
        await DoAsync("ma.two", number, "complete", new JsonObject { ["outcome"] = "Pass" }, step: "right");
        Assert.Equal(["left"], await OpenAsync(number));
        await DoAsync("liu.yang", number, "complete", new JsonObject { ["outcome"] = "Pass" }, step: "left");
        await DoAsync("ma.one", number, "complete", new JsonObject { ["outcome"] = "Pass" }, step: "left2");
        Assert.Equal(["decide"], await OpenAsync(number));

        // To before the fork both branches end, and their tasks say why.
        var other = await ExaminedAsync(ParallelFlow);
        await DoAsync("wang.lei", other, "complete", new JsonObject { ["outcome"] = "Pass" });
        await TwiceAsync("liu.yang", other, "send-back", new JsonObject { ["opinion"] = "重审", ["to"] = "examine" }, step: "left");
        Assert.Equal(["examine"], await OpenAsync(other));
        Assert.Contains("task.closed", await JournalAsync(other));
    }

    private async Task TakenBackAsync()
    {
        var number = await ExaminedAsync(_ => { });
        var task = await DoAsync("wang.lei", number, "complete", new JsonObject { ["outcome"] = "Pass", ["opinion"] = "合格" });
        Assert.Equal(["check"], await OpenAsync(number));

        var key = office.NewKey();
        for (var i = 0; i < 2; i++)
        {
            using var taken = await PostAsync("wang.lei", $"/api/v1/tasks/{task}/recall", Opinion("结论有误"), key);
            await CaseOffice.ReadAsync(taken);
        }

        using (var again = await PostAsync("wang.lei", $"/api/v1/tasks/{task}/recall", Opinion("结论有误")))
        {
            Assert.Equal(["task.recall.open"], await CaseOffice.CodesAsync(again, HttpStatusCode.Conflict));
        }

        Assert.Equal(["examine"], await OpenAsync(number));
        Assert.Equal(task, await FindMineAsync("wang.lei", number));
        Assert.Single(await JournalAsync(number), n => n == "task.recalled");
        await TwiceAsync("wang.lei", number, "complete", new JsonObject { ["outcome"] = "Pass", ["opinion"] = "改正" });
        await TwiceAsync("liu.yang", number, "complete", new JsonObject { ["outcome"] = "Pass" });
        Assert.Equal(["decide"], await OpenAsync(number));
    }

    private static JsonObject Opinion(string opinion) => new() { ["opinion"] = opinion };

    private static JsonObject Literal(string value) => new() { ["typeName"] = "String", ["expression"] = new JsonObject { ["type"] = "Literal", ["value"] = value } };

    private static JsonObject Activity(JsonNode flow, string id) => flow["root"]!["activities"]!.AsArray().Select(a => a!.AsObject()).Single(a => a["id"]!.GetValue<string>() == id);

    private static JsonObject Connection(string source, string port, string target) => new()
    {
        ["source"] = new JsonObject { ["activity"] = source, ["port"] = port }, ["target"] = new JsonObject { ["activity"] = target, ["port"] = "In" },
    };

    private static void Connect(JsonNode flow, string without, params JsonObject[] connections)
    {
        var all = flow["root"]!["connections"]!.AsArray();
        foreach (var gone in all.Where(c => c!["source"]!["activity"]!.GetValue<string>() == without || c["target"]!["activity"]!.GetValue<string>() == without).ToList())
        {
            all.Remove(gone);
        }

        foreach (var connection in connections)
        {
            all.Add(connection);
        }
    }

    /// <summary>The check becomes a fork: two steps on one side, one on the other, and a join that waits for both.</summary>
    private static void ParallelFlow(JsonNode flow)
    {
        var activities = flow["root"]!["activities"]!.AsArray();
        activities.Remove(Activity(flow, "check"));
        activities.Add(new JsonObject { ["id"] = "fork", ["type"] = "Elsa.FlowFork", ["branches"] = new JsonArray("L", "R") });
        activities.Add(new JsonObject { ["id"] = "join", ["type"] = "Elsa.FlowJoin", ["mode"] = Literal("WaitAll") });
        foreach (var step in new[] { "left", "left2", "right" })
        {
            activities.Add(new JsonObject { ["id"] = step, ["type"] = "Platform.Review", ["role"] = Literal("reviewer") });
        }

        Connect(
            flow, "check",
            Connection("examine", "Pass", "fork"), Connection("fork", "L", "left"), Connection("fork", "R", "right"), Connection("left", "Pass", "left2"), Connection("left2", "Pass", "join"),
            Connection("right", "Pass", "join"), Connection("join", "Done", "decide"));
    }

    /// <summary>A case in which three reviewers sign; a rejection leads back to the examination.</summary>
    private async Task<string> SigningAsync(string mode, Action<JsonObject>? change = null)
    {
        await PeopleAsync();
        var number = await ExaminedAsync(flow =>
        {
            var activities = flow["root"]!["activities"]!.AsArray();
            activities.Remove(Activity(flow, "check"));
            var sign = new JsonObject
            {
                ["id"] = "sign", ["type"] = "Platform.Countersign", ["mode"] = mode,
                ["signers"] = new JsonArray([.. Enumerable.Range(0, 3).Select(_ => (JsonNode)new JsonObject { ["role"] = "reviewer" })]),
            };
            change?.Invoke(sign);
            activities.Add(sign);
            Connect(flow, "check", Connection("examine", "Pass", "sign"), Connection("sign", "Approved", "decide"), Connection("sign", "Rejected", "examine"));
        });
        await DoAsync("wang.lei", number, "complete", new JsonObject { ["outcome"] = "Pass" });
        return number;
    }

    /// <summary>A case that is being examined under the changed flow.</summary>
    private async Task<string> ExaminedAsync(Action<JsonNode> change)
    {
        var admin = await office.AsAsync("he.jie");
        var flow = JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Templates", "GovernmentServices", "flows", "hygiene-permit.json")))!;
        change(flow);
        using var saved = await admin.PutAsJsonAsync(Flow + "?locality=330110", flow);
        await CaseOffice.ReadAsync(saved);
        await CaseOffice.ReadAsync(await admin.PostAsync(Flow + "/publish?locality=330110", null));
        var number = (await office.FileAsync())["number"]!.GetValue<string>();
        await office.CompleteAsync("li.na", number, "Accept");
        return number;
    }

    private async Task PeopleAsync()
    {
        var admin = await office.AsAsync("he.jie");
        foreach (var name in Signers)
        {
            using var made = await admin.PostAsJsonAsync(
                "/api/v1/users",
                new { userName = name, name, locality = "330110", password = Password, mustChangePassword = false, grants = new[] { new { role = "reviewer", locality = "330110" } } });
            if (made.StatusCode != HttpStatusCode.Created)
            {
                return;
            }
        }
    }

    private async Task<HttpClient> AsAsync(string user)
    {
        if (!Signers.Contains(user))
        {
            return await office.AsAsync(user);
        }

        if (!_signers.TryGetValue(user, out var client))
        {
            _signers[user] = client = await office.Server.AsAsync(user, Password);
        }

        return client;
    }

    private async Task<HttpResponseMessage> PostAsync(string user, string path, JsonObject body, string? key = null) => await CaseOffice.PostAsync(await AsAsync(user), path, body.DeepClone(), key);

    private async Task<Guid> IdAsync(string user) => (await office.Server.Get<IAccounts>().FindStaffAsync(user, TestContext.Current.CancellationToken))!.Value.Account.Id;

    private async Task<IReadOnlyList<JsonNode>> TasksAsync(string user, string number) =>
        [.. (await CaseOffice.GetAsync(await AsAsync(user), $"/api/v1/tasks?q={number}"))["items"]!.AsArray().Where(t => t!["caseNumber"]!.GetValue<string>() == number).Select(t => t!)];

    private async Task<string?> FindTaskAsync(string user, string number, string? step = null)
    {
        var file = await FileAsync(number);
        var actor = (await office.Server.Get<IAccounts>().FindActorAsync(await IdAsync(user), TestContext.Current.CancellationToken))!;
        var listed = (await TasksAsync(user, number)).Select(t => t["id"]!.GetValue<Guid>()).ToHashSet();
        return file.Tasks
            .Where(t => listed.Contains(t.Id) && CaseAccess.MayDoNow(actor, t, file) && (step is null || t.StepId == step))
            .OrderByDescending(t => t.Assignee == actor.AccountId).FirstOrDefault()?.Id.ToString();
    }

    private async Task<CaseFile> FileAsync(string number) => (await office.Server.Get<CaseReader>().FindAsync(number, TestContext.Current.CancellationToken))!;

    private async Task<string> TaskAsync(string user, string number, string? step = null) =>
        await FindTaskAsync(user, number, step) ?? throw new InvalidOperationException($"{user} has no task of case {number}.");

    private async Task<string?> FindMineAsync(string user, string number) =>
        (await CaseOffice.GetAsync(await AsAsync(user), $"/api/v1/tasks?q={number}&scope=mine"))["items"]!.AsArray().FirstOrDefault()?["id"]!.GetValue<string>();

    private async Task ClaimAsync(string user, string number) => await DoAsync(user, number, "claim", []);

    /// <summary>Sends a move on the person's task; answers with the task.</summary>
    private async Task<string> DoAsync(string user, string number, string move, JsonObject body, string? step = null)
    {
        var task = await TaskAsync(user, number, step);
        using var answer = await PostAsync(user, $"/api/v1/tasks/{task}/{move}", body);
        await CaseOffice.ReadAsync(answer);
        return task;
    }

    /// <summary>Sends a move twice under one key, which is answered alike, and once more without one, which is refused.</summary>
    private async Task<string> TwiceAsync(string user, string number, string move, JsonObject body, bool refusedAgain = true, string? step = null)
    {
        var (task, key) = (await TaskAsync(user, number, step), office.NewKey());
        var events = (await JournalAsync(number)).Count;
        var answers = new List<string>();
        for (var i = 0; i < 2; i++)
        {
            using var answer = await PostAsync(user, $"/api/v1/tasks/{task}/{move}", body, key);
            answers.Add((await CaseOffice.ReadAsync(answer)).ToJsonString());
            Assert.Equal(answers[0], answers[^1]);
        }

        var now = (await JournalAsync(number)).Count;
        Assert.True(now > events, $"{move} wrote nothing down.");
        using var again = await PostAsync(user, $"/api/v1/tasks/{task}/{move}", body);
        Assert.True(!refusedAgain || (int)again.StatusCode is >= 400 and < 500, $"{move} was carried out again: {again.StatusCode}");
        Assert.Equal(now, (await JournalAsync(number)).Count);
        return task;
    }

    /// <summary>Adds a signer; answers with their number.</summary>
    private async Task<int> AddedAsync(string user, string number, string place, string to)
    {
        var task = await DoAsync(user, number, "signers", new JsonObject { ["place"] = place, ["to"] = await IdAsync(to), ["opinion"] = "请一并签署" });
        return (await CaseOffice.GetAsync(await AsAsync(user), $"/api/v1/tasks/{task}"))["signers"]!.AsArray().Last()!["number"]!.GetValue<int>();
    }

    /// <summary>Steps with an open task, one entry per task.</summary>
    private async Task<IReadOnlyList<string>> OpenAsync(string number) => [.. (await FileAsync(number)).Tasks.Select(t => t.StepId)];

    private async Task<IReadOnlyList<string>> JournalAsync(string number) =>
        [.. (await CaseOffice.GetAsync(await office.AsAsync("sun.li"), $"/api/v1/cases/{number}/events"))["items"]!.AsArray().Select(e => e!["name"]!.GetValue<string>())];
}
