using System.Net;
using System.Net.Http.Json;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using Platform.Model;
using Platform.Model.Definitions;
using Platform.Model.Identity;
using Platform.Model.Localities;
using Platform.Server.Audit;
using Platform.Server.Cases;
using Platform.Server.Cases.Journal;
using Platform.Server.Cases.Search;
using Platform.Server.Cases.Tasks;
using Platform.Server.Credit;
using Platform.Server.Data;
using Platform.Server.Definitions;
using Platform.Server.Evaluation;
using Platform.Server.Identity;
using Platform.Server.Notifications;
using Platform.Server.Templates;
using Platform.Tests.Bundles;
using Platform.Tests.Cases;

namespace Platform.Tests.Isolation;

/// <summary>
/// Two districts on one platform: what belongs to 余杭 never appears to somebody of 西湖, whatever role they hold there. Methods that read for somebody
/// or for a place are found by reflection: a new one has no probe and fails.
/// </summary>
public sealed class LocalityIsolationTests(CaseOffice office) : IClassFixture<CaseOffice>
{
    private static readonly LocalityCode Here = LocalityCode.Parse("330110");
    private static readonly LocalityCode There = LocalityCode.Parse("330106");

    /// <summary>A group that shares a view of the work list.</summary>
    private static readonly Guid SharedBy = Guid.Parse("00000000-0000-7000-8000-0000000000fe");

    /// <summary>What decides whose data a method reads.</summary>
    private static readonly Type[] Whose =
        [typeof(LocalityScope), typeof(Actor), typeof(IReadOnlyList<Reach>), typeof(IReadOnlyList<LocalityCode>), typeof(IReadOnlyCollection<LocalityCode>)];

    /// <summary>Reads everything the method gives to this place, as one text per thing.</summary>
    private static readonly Dictionary<string, Func<CaseOffice, LocalityCode, Task<IReadOnlyList<string>>>> Probes = new(StringComparer.Ordinal)
    {
        ["AccountStore.ListStaffAsync"] = async (o, p) => Texts(await Get<AccountStore>(o).ListStaffAsync(new(p), null, null, null, 500, default), a => a.Account.Id),
        ["AccountStore.ListHoldersAsync"] = async (o, p) => Texts(await Get<AccountStore>(o).ListHoldersAsync(Roles.CaseOfficer, [p], default), a => a.Account.Id),
        ["ApiKeyStore.ListAsync"] = async (o, p) => Texts(await Get<ApiKeyStore>(o).ListAsync(new(p), default), k => k.Id),
        ["AuditStore.ListAsync"] = async (o, p) => Texts(await Get<AuditStore>(o).ListAsync(new(p), new(), null, 500, default), e => e.Id),
        ["AuthorityStore.ListAsync"] = async (o, p) => Texts(await Get<AuthorityStore>(o).ListAsync(new(p), default), a => a.Code),
        ["CaseListStore.ListAsync"] = async (o, p) => Texts(await Get<CaseListStore>(o).ListAsync(Everything(p), new(Take: 200), null, [], default), c => c.Number),
        ["CreditStore.ListAsync"] = async (o, p) => Texts(await Get<CreditStore>(o).ListAsync(new(p), null, null, 500, default), e => e.Id),
        ["DefinitionStore.ListAsync"] = async (o, p) => Texts(await Get<DefinitionStore>(o).ListAsync(new(p), null, null, 0, 500, default), d => d.Id),
        ["DefinitionStore.ListDraftsHoldingAsync"] = async (o, p) => Texts(await Get<DefinitionStore>(o).ListDraftsHoldingAsync(new(p), "isolated", 500, default), d => d.Id),
        ["DefinitionStore.ListPublishedAsync"] = async (o, p) => Texts(await Get<DefinitionStore>(o).ListPublishedAsync([p], null, default), d => d.Id),
        ["GroupStore.ListAsync"] = async (o, p) => Texts(await Get<GroupStore>(o).ListAsync(new(p), default), g => g.Id),
        ["InboxStore.CountUnreadAsync"] = async (o, p) => Texts(Enumerable.Range(0, await Get<InboxStore>(o).CountUnreadAsync(Everything(p), default)), i => i),
        ["InboxStore.IsForAsync"] = async (o, p) =>
        {
            var messages = await Get<InboxStore>(o).ListAsync(Everything(Here), null, false, 200, default);
            var mine = new List<string>();
            foreach (var message in messages)
            {
                if (await Get<InboxStore>(o).IsForAsync(Everything(p), message.Id, default))
                {
                    mine.Add(message.Id.ToString());
                }
            }

            return mine;
        },
        ["InboxStore.ListAsync"] = async (o, p) => Texts(await Get<InboxStore>(o).ListAsync(Everything(p), null, false, 200, default), m => m.Id),
        ["JournalStore.ExportAsync"] = async (o, p) =>
        {
            var events = new List<string>();
            await foreach (var line in Get<JournalStore>(o).ExportAsync([p], default))
            {
                if (line is JournalExport.Event e)
                {
                    events.Add($"{e.Row.CaseId}/{e.Row.Seq}");
                }
            }

            return events;
        },
        ["NegativeRatingStore.CountAsync"] = async (o, p) => Texts(await Get<NegativeRatingStore>(o).CountAsync(Everything(p), null, o.Server.Clock.GetUtcNow(), default), c => c),
        ["NegativeRatingStore.ListAsync"] = async (o, p) => Texts(await Get<NegativeRatingStore>(o).ListAsync(Everything(p), null, null, null, 200, default), r => r.Rating.Id),
        ["NegativeRatingStore.ListForDepartmentAsync"] = async (o, p) => Texts(await Get<NegativeRatingStore>(o).ListForDepartmentAsync([new(p, null)], false, null, 200, default), r => r.Rating.Id),
        ["OpenCaseStore.CountAsync"] = async (o, p) => Texts(await Get<OpenCaseStore>(o).CountAsync(new LocalityScope(p), [CaseOffice.Hygiene], default), c => c.Item),
        ["TaskListStore.ListAsync"] = async (o, p) => Texts((await Get<TaskListStore>(o).ListAsync(Everything(p), new(Take: 200), TaskSort.Due, default))!.Value.Rows, t => t.Id),
        ["TaskViewStore.ListAsync"] = async (o, p) => Texts(await Get<TaskViewStore>(o).ListAsync(Everything(p), [SharedBy], default), v => v.Id),
        ["TemplateContentStore.ListTemplatesAsync"] = async (o, p) => Texts(await Get<TemplateContentStore>(o).ListTemplatesAsync([p], default), t => t),
        ["TemplatePackageStore.ListAsync"] = async (o, p) => Texts(await Get<TemplatePackageStore>(o).ListAsync([p], default), t => t.Id),
    };

    /// <summary>Lists that may be empty here too: nothing of the kind was planted.</summary>
    private static readonly HashSet<string> MayBeEmpty = ["NegativeRatingStore.CountAsync", "NegativeRatingStore.ListAsync", "NegativeRatingStore.ListForDepartmentAsync"];

    /// <summary>Reads what one account wrote itself, wherever it works; or writes.</summary>
    private static readonly HashSet<string> NoList = ["OpinionStore.FindAsync", "OpinionStore.SaveAsync", "CreateUser.HandleAsync", "RateService.RateAsync"];

    [Fact]
    public void Every_method_that_reads_for_somebody_has_a_probe()
    {
        var found = typeof(CaseStore).Assembly.GetTypes()
            .Where(t => t.GetConstructors().Any(c => c.GetParameters().Any(p => p.ParameterType == typeof(IDatabase))))
            .SelectMany(t => t.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
                .Where(m => m.GetParameters().Any(p => Whose.Contains(p.ParameterType)))
                .Select(m => $"{t.Name}.{m.Name}"))
            .Distinct()
            .Order(StringComparer.Ordinal);
        Assert.Equal(Probes.Keys.Concat(NoList).Order(StringComparer.Ordinal), found);
    }

    [Fact]
    public async Task Nothing_of_one_district_is_read_for_another()
    {
        await PlantAsync();
        foreach (var (name, probe) in Probes)
        {
            var here = await probe(office, Here);
            Assert.True(here.Count > 0 || MayBeEmpty.Contains(name), $"{name} gives nothing to its own place, so it proves nothing.");
            Assert.True(!here.Intersect(await probe(office, There)).Any(), $"{name} gives {There} what belongs to {Here}.");
        }
    }

    [Fact]
    public async Task Nothing_of_one_district_comes_over_http_to_another()
    {
        var number = await PlantAsync();
        var bundle = (await Births.FileAsync(office)).Number();
        var file = (await office.Server.Get<CaseReader>().FindAsync(number, default))!;
        var document = (await CaseOffice.GetAsync(await office.AsAsync("li.na"), $"/api/v1/cases/{number}/documents"))["items"]!.AsArray();
        var account = (await office.Server.Get<IAccounts>().FindStaffAsync("li.na", default))!.Value.Account.Id;
        string[] marks = [number, bundle, "李娜", "li.na", "王芳", file.Id.ToString(), "余杭区卫生健康局", "隔离词"];
        foreach (var role in Roles.All.Keys.Where(r => r is not (Roles.Channel or Roles.PlatformAdmin)).Order(StringComparer.Ordinal))
        {
            using var stranger = await StrangerAsync(role);
            foreach (var path in new[]
            {
                "/api/v1/cases?take=200", $"/api/v1/cases?q={number}", "/api/v1/tasks?take=200", $"/api/v1/tasks?q={number}", "/api/v1/tasks?locality=330110", "/api/v1/tasks?scope=group",
                "/api/v1/inbox", "/api/v1/drafts", "/api/v1/audit", "/api/v1/audit/journal", "/api/v1/definitions", "/api/v1/users", "/api/v1/groups", "/api/v1/api-keys",
                "/api/v1/credit-entries", "/api/v1/rectifications", "/api/v1/evaluation-desk/tasks", "/api/v1/task-views", "/api/v1/bundles",
            })
            {
                using var answer = await stranger.GetAsync(path);
                var text = await answer.Content.ReadAsStringAsync();
                Assert.True((int)answer.StatusCode < 500, $"{role} {path}: {text}");
                Assert.All(marks.Where(m => !path.Contains(m, StringComparison.Ordinal) || answer.IsSuccessStatusCode), mark =>
                    Assert.False(Decoded(text).Contains(mark, StringComparison.Ordinal), $"{role} reads {mark} at {path}"));
            }

            foreach (var path in new[]
            {
                $"/api/v1/cases/{number}", $"/api/v1/cases/{number}/related", $"/api/v1/cases/{number}/incident?step=check", $"/api/v1/cases/{number}/events", $"/api/v1/cases/{number}/documents", $"/api/v1/tasks/{file.Tasks[0].Id}",
                $"/api/v1/files/{file.Content.Files.First()}", $"/api/v1/users/{account}", "/api/v1/audit?locality=330110", "/api/v1/audit/journal?locality=330110",
                "/api/v1/credit-entries?locality=330110", $"/api/v1/cases/{number}/access?user=li.na", $"/api/v1/bundles/{bundle}", "/api/v1/definitions/codeTable/isolated?locality=330110",
                "/api/v1/definitions/codeTable/isolated/above?locality=330110", "/api/v1/definitions/above?locality=330110",
                "/api/v1/definitions/export?locality=330110&drafts=true", "/designer/files/export.zip?locality=330110&drafts=true", "/api/v1/item-lists/export?locality=330110&format=csv", "/api/v1/templates?locality=330110",
            }.Concat(document.Select(d => $"/api/v1/cases/{number}/documents/{d!["id"]}")))
            {
                using var answer = await stranger.GetAsync(path);
                Assert.True(answer.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Forbidden, $"{role} {path} answered {(int)answer.StatusCode}");
            }

            using var page = await stranger.GetAsync($"/workbench/cases/{number}");
            Assert.DoesNotContain("王芳", WebUtility.HtmlDecode(await page.Content.ReadAsStringAsync()), StringComparison.Ordinal);
        }
    }

    private static T Get<T>(CaseOffice office)
        where T : notnull => office.Server.Get<T>();

    private static IReadOnlyList<string> Texts<T, TKey>(IEnumerable<T> things, Func<T, TKey> key) => [.. things.Select(t => key(t)!.ToString()!)];

    /// <summary>Somebody who holds every role there is, in one district.</summary>
    private static Actor Everything(LocalityCode place) =>
        new(ActorKind.Staff, Guid.Parse("00000000-0000-7000-8000-0000000000ff"), "everything", [.. Roles.All.Keys.Where(r => r != Roles.Channel).Select(r => new Grant(r, place))]);

    private static string Decoded(string json)
    {
        try
        {
            return JsonNode.Parse(json)?.ToJsonString(ModelJson.Readable) ?? "";
        }
        catch (JsonException)
        {
            return json;
        }
    }

    /// <summary>A case, an opinion, views of the work list, an entry of the credit list and a definition of 余杭.</summary>
    private async Task<string> PlantAsync()
    {
        var number = (await office.FileAsync())["number"]!.GetValue<string>();
        using var place = await (await office.AsAsync("admin")).PutAsJsonAsync("/api/v1/localities/330106", new { name = new Dictionary<string, string> { ["zh-CN"] = "西湖区", ["en"] = "Xihu" } });
        await CaseOffice.ReadAsync(place);
        using var note = await CaseOffice.PostAsync(await office.AsAsync("li.na"), $"/api/v1/cases/{number}/notes", new JsonObject { ["kind"] = "department", ["text"] = "隔离词", ["authority"] = "11330110YL00000719" });
        await CaseOffice.ReadAsync(note);
        var site = await office.AsAsync("he.jie");
        using var credit = await CaseOffice.PostAsync(site, "/api/v1/credit-entries", new JsonObject { ["locality"] = "330110", ["idNumber"] = "33011019850217001X", ["name"] = "李强", ["reason"] = "隔离词", ["until"] = "2027-01-01" });
        Assert.True(credit.IsSuccessStatusCode, await credit.Content.ReadAsStringAsync());
        using var saved = await site.PutAsync(
            "/api/v1/definitions/codeTable/isolated?locality=330110",
            new StringContent("""{"key":"isolated","title":{"zh-CN":"隔离词","en":"Isolated"},"entries":[{"code":"r","label":{"zh-CN":"隔离词","en":"Isolated"}}]}""", System.Text.Encoding.UTF8, "application/json"));
        Assert.True(saved.IsSuccessStatusCode || saved.StatusCode == HttpStatusCode.PreconditionFailed, await saved.Content.ReadAsStringAsync());
        var everybody = Everything(Here).AccountId!.Value;
        await Get<ICommitQueue>(office).CommitAsync<Done>(
            async (transaction, token) =>
            {
                await TemplatePackageStore.PutAsync(transaction, Here, "isolated", "1.0.0", [1], "li.na", office.Server.Clock.GetUtcNow(), token);
                return Done.It;
            },
            default);
        await Get<ICommitQueue>(office).CommitAsync<Done>(
            async (transaction, ct) =>
            {
                foreach (Guid? group in new Guid?[] { null, SharedBy })
                {
                    await TaskViewStore.InsertAsync(transaction, new(Get<IIdSource>(office).Next(), Here, everybody, group, "隔离词", new()), ct);
                }

                return Done.It;
            },
            default);
        return number;
    }

    private async Task<HttpClient> StrangerAsync(string role)
    {
        var name = "west." + role;
        using var made = await CaseOffice.PostAsync(await office.AsAsync("admin"), "/api/v1/users", new JsonObject
        {
            ["userName"] = name, ["name"] = "外地", ["locality"] = "330106", ["password"] = "west-Lake-2026", ["mustChangePassword"] = false,
            ["grants"] = new JsonArray(new JsonObject { ["role"] = role, ["locality"] = "330106" }),
        });
        await CaseOffice.ReadAsync(made, HttpStatusCode.Created);
        return await office.Server.AsAsync(name, "west-Lake-2026");
    }
}
