using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using CsCheck;
using Platform.Model;
using Platform.Model.Cases;
using Platform.Model.Flows;
using Platform.Model.Identity;
using Platform.Model.Localities;

namespace Platform.Tests.Cases;

/// <summary>Why somebody may, or may not, see a case.</summary>
public sealed class SightTests(CaseOffice office) : IClassFixture<CaseOffice>
{
    private static readonly LocalityCode[] Places = [.. new[] { "0", "33", "330110", "330110012", "330106" }.Select(LocalityCode.Parse)];
    private static readonly string[] Authorities = ["A", "B"];
    private static readonly Guid Somebody = new(1, 0, 0, new byte[8]);

    private static readonly Gen<Grant> Grants = Gen.Select(
        OneOf([.. Roles.All.Keys.Order(StringComparer.Ordinal)]), OneOf(Places), OneOf<string?>(null, "A", "B"), (role, place, authority) => new Grant(role, place, authority));

    private static readonly Gen<Actor> Actors = Gen.Select(
        OneOf(ActorKind.Staff, ActorKind.Resident, ActorKind.Channel), Grants.Array[0, 4], Gen.Select(OneOf(Authorities), OneOf(Roles.CaseOfficer, Roles.Approver), OneOf(Places)).Array[0, 2],
        (kind, grants, kept) => new Actor(kind, Somebody, "x", kind == ActorKind.Resident ? [] : grants) { KeptFrom = [.. kept.Select(k => new KeptWork(k.Item1, "team", k.Item2, k.Item3))] });

    private static readonly Gen<CaseStand> Stands = Gen.Select(
        OneOf(Places[2..]), OneOf(Authorities), Gen.Bool, Gen.Select(OneOf<string?>(null, Roles.CaseOfficer, Roles.Approver), OneOf(Authorities), OneOf<string?>(null, "team")).Array[0, 3],
        (place, authority, own, tasks) => new CaseStand(
            place, authority, own ? Somebody : null, [.. tasks.Select(t => new CaseTaskStand(Somebody, LocalizedText.Of("审", "check"), t.Item1 is { } role ? TaskAudience.Of(role, t.Item2) with { Group = t.Item3 } : TaskAudience.TheApplicant, t.Item2))]));

    [Fact]
    public void The_explanation_says_yes_exactly_when_the_rules_do() => Gen.Select(Actors, Stands).Sample((actor, stand) =>
    {
        var may = CaseSight.IsApplicant(actor, stand.ApplicantAccount)
            || actor.May(Permissions.CasesRead, stand.Locality, stand.Authority)
            || stand.Tasks.Any(t => !t.Audience.Applicant && CaseSight.MayDo(actor, t.Audience, stand.Locality, t.Authority, stand.ApplicantAccount));
        return may == CaseSight.Explain(actor, stand).Any(r => r.Gives);
    });

    [Fact]
    public void Each_missing_rule_is_named()
    {
        var stand = new CaseStand(Places[3], "A", null, [new(Somebody, LocalizedText.Of("审", "check"), TaskAudience.Of(Roles.Approver), "A")]);
        var actor = new Actor(ActorKind.Staff, Somebody, "x", [new(Roles.CaseOfficer, Places[4], "B"), new(Roles.ItemAdmin, Places[2])]);
        var found = CaseSight.Explain(actor, stand).Select(r => (r.Rule, r.Grant?.Role, string.Join(',', r.Lacks)));
        Assert.Equal(
            [
                (SightRule.Applicant, null, "NotTheApplicant"), (SightRule.Grant, Roles.CaseOfficer, "Place,Authority"), (SightRule.Grant, Roles.ItemAdmin, "Permission"),
                (SightRule.Task, Roles.CaseOfficer, "Role,Place,Authority"), (SightRule.Task, Roles.ItemAdmin, "Role"),
            ],
            found);
    }

    [Fact]
    public async Task An_administrator_is_told_the_grant_and_nothing_of_the_case()
    {
        var number = (await office.FileAsync())["number"]!.GetValue<string>();
        var answer = await CaseOffice.GetAsync(await office.AsAsync("he.jie"), $"/api/v1/cases/{number}/access?user=li.na");
        Assert.True(answer["maySee"]!.GetValue<bool>());
        var gives = answer["reasons"]!.AsArray().Where(r => r!["lacks"]!.AsArray().Count == 0).ToList();
        Assert.All(gives, r => Assert.Equal(Roles.AcceptanceOfficer, r!["grant"]!["role"]!.GetValue<string>()));
        Assert.Equal(["grant", "task"], gives.Select(r => r!["rule"]!.GetValue<string>()).Order(StringComparer.Ordinal));
        Assert.DoesNotContain("王芳", answer.ToJsonString(), StringComparison.Ordinal);

        var no = await CaseOffice.GetAsync(await office.AsAsync("jin.cha"), $"/api/v1/cases/{number}/access?user=tang.min");
        Assert.False(no["maySee"]!.GetValue<bool>());
    }

    [Fact]
    public async Task Who_may_not_ask_cannot_tell_whether_there_is_such_a_case()
    {
        var number = (await office.FileAsync())["number"]!.GetValue<string>();
        Assert.Equal(await AskAsync("li.na", number, "li.na"), await AskAsync("li.na", "none", "li.na"));
        Assert.Equal((HttpStatusCode.Forbidden, "access.forbidden"), await AskAsync("li.na", number, "li.na"));
        Assert.Equal((HttpStatusCode.NotFound, "case.unknown"), await AskAsync("he.jie", "none", "li.na"));
        Assert.Equal((HttpStatusCode.NotFound, "user.notFound"), await AskAsync("he.jie", number, "nobody"));
        Assert.Equal((HttpStatusCode.NotFound, "user.notFound"), await AskAsync("he.jie", number, "admin"));

        using var place = await (await office.AsAsync("admin")).PutAsJsonAsync("/api/v1/localities/330106", new { name = new Dictionary<string, string> { ["zh-CN"] = "西湖区", ["en"] = "Xihu" } });
        await CaseOffice.ReadAsync(place);
        using var made = await CaseOffice.PostAsync(await office.AsAsync("admin"), "/api/v1/users", new JsonObject
        {
            ["userName"] = "site.west", ["name"] = "西湖", ["locality"] = "330106", ["password"] = "west-Lake-2026", ["mustChangePassword"] = false,
            ["grants"] = new JsonArray(new JsonObject { ["role"] = Roles.SiteAdmin, ["locality"] = "330106" }),
        });
        await CaseOffice.ReadAsync(made, HttpStatusCode.Created);
        using var west = await office.Server.AsAsync("site.west", "west-Lake-2026");
        Assert.Equal(await AskAsync(west, "none", "site.west"), await AskAsync(west, number, "site.west"));
        Assert.Equal((HttpStatusCode.NotFound, "case.unknown"), await AskAsync(west, number, "site.west"));
    }

    private static Gen<T> OneOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    private async Task<(HttpStatusCode, string)> AskAsync(string asker, string number, string user) => await AskAsync(await office.AsAsync(asker), number, user);

    private static async Task<(HttpStatusCode, string)> AskAsync(HttpClient asker, string number, string user)
    {
        using var answer = await asker.GetAsync($"/api/v1/cases/{number}/access?user={user}");
        return (answer.StatusCode, (await CaseOffice.CodesAsync(answer, answer.StatusCode)).Single());
    }
}
