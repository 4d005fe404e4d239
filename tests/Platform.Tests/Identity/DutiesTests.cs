using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Platform.Model.Identity;
using Platform.Tests.Cases;
using Platform.Tests.Hosting;

namespace Platform.Tests.Identity;

/// <summary>What one person must not do both.</summary>
public sealed class DutiesTests
{
    private static readonly Guid Me = new(1, 0, 0, new byte[8]);
    private static readonly Guid Colleague = new(2, 0, 0, new byte[8]);

    public static TheoryData<string, string> Pairs
    {
        get
        {
            var pairs = new TheoryData<string, string>();
            foreach (var (one, two) in Duties.Administrators.SelectMany((a, i) => Duties.Administrators.Skip(i + 1).SelectMany(b => a.SelectMany(x => b.Select(y => (x, y))))))
            {
                pairs.Add(one, two);
            }

            return pairs;
        }
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void No_account_is_two_of_the_three_administrators(string one, string two)
    {
        Assert.Equal(Duties.ThreeAdministrators, Duties.CheckRoles([Roles.CaseOfficer, one, two])?.Code);
        Assert.Null(Duties.CheckRoles([one, one, Roles.CaseOfficer]));
    }

    [Fact]
    public void System_and_site_administrators_are_of_one_kind() => Assert.Null(Duties.CheckRoles([Roles.PlatformAdmin, Roles.SiteAdmin]));

    [Fact]
    public void No_administrator_holds_a_permission_about_cases() => Assert.All(
        Duties.Administrators.SelectMany(kind => kind),
        role => Assert.DoesNotContain(Roles.PermissionsOf(role), p => p.StartsWith("cases.", StringComparison.Ordinal) || p == Permissions.PersonalUnmask));

    [Fact]
    public void Only_the_audit_administrator_reads_the_audit() =>
        Assert.Equal([Roles.AuditAdmin], Roles.All.Where(r => r.Value.Contains(Permissions.AuditRead)).Select(r => r.Key));

    [Fact]
    public void Nobody_decides_about_their_own_rights()
    {
        var me = new Actor(ActorKind.Staff, Me, "me", []);
        Assert.Equal(Duties.OwnRights, Duties.CheckRightsOf(me, Me)?.Code);
        Assert.Null(Duties.CheckRightsOf(me, Colleague));
    }

    [Theory]
    [InlineData(true, true, false)]
    [InlineData(true, false, true)]
    [InlineData(false, true, true)]
    public void With_four_eyes_an_editor_does_not_publish(bool fourEyes, bool edited, bool may)
    {
        var me = new Actor(ActorKind.Staff, Me, "me", []);
        Guid[] editors = edited ? [Colleague, Me] : [Colleague];
        Assert.Equal(may, Duties.CheckPublication(fourEyes, editors, me) is null);
        Assert.Null(Duties.CheckPublication(fourEyes, editors, Actor.System));
    }

    [Fact]
    public void Every_separation_names_two_acts_and_its_refusal() => Assert.All(Duties.All, s =>
    {
        Assert.NotEqual(s.First, s.Second);
        Assert.Matches("^[a-z][A-Za-z.]+$", s.Problem);
    });

    [Fact]
    public async Task An_account_with_two_administrators_roles_is_refused()
    {
        await using var server = await PeopledServer.StartAsync();
        using var admin = await server.AsAsync("admin", "demo-Platform-1");
        var grants = new JsonArray(
            new JsonObject { ["role"] = Roles.SiteAdmin, ["locality"] = "330110" }, new JsonObject { ["role"] = Roles.AuditAdmin, ["locality"] = "33" });
        using var answer = await CaseOffice.PostAsync(admin, "/api/v1/users", new JsonObject { ["userName"] = "two.hats", ["name"] = "兼任", ["locality"] = "330110", ["grants"] = grants });
        Assert.Equal([Duties.ThreeAdministrators], await CaseOffice.CodesAsync(answer, HttpStatusCode.Conflict));
    }

    [Fact]
    public async Task On_a_real_site_a_draft_is_published_by_somebody_who_did_not_edit_it()
    {
        await using var server = await PeopledServer.StartAsync();
        using var site = await server.AsAsync("he.jie", "demo-Site-1");
        using var publisher = await server.AsAsync("fang.yu", "demo-Publisher-1");
        const string Path = "/api/v1/definitions/codeTable/colour";
        using var saved = await site.PutAsync($"{Path}?locality=330110", new StringContent("""{"key":"colour","title":{"zh-CN":"颜色","en":"Colour"},"entries":[{"code":"r","label":{"zh-CN":"红","en":"Red"}}]}""", System.Text.Encoding.UTF8, "application/json"));
        await CaseOffice.ReadAsync(saved);
        using var own = await site.PostAsync($"{Path}/publish?locality=330110", null);
        Assert.Equal([Duties.FourEyes], await CaseOffice.CodesAsync(own, HttpStatusCode.Forbidden));
        using var other = await publisher.PostAsync($"{Path}/publish?locality=330110", null);
        await CaseOffice.ReadAsync(other);
    }

    [Fact]
    public async Task On_a_real_site_neither_a_time_nor_the_way_back_gets_around_the_second_pair_of_eyes()
    {
        await using var server = await PeopledServer.StartAsync();
        using var site = await server.AsAsync("he.jie", "demo-Site-1");
        using var publisher = await server.AsAsync("fang.yu", "demo-Publisher-1");
        const string Path = "/api/v1/definitions/codeTable/colour";
        var schedule = new { definitions = new[] { new { kind = "codeTable", key = "colour" } }, from = server.Get<TimeProvider>().GetUtcNow().AddMinutes(1) };
        foreach (var code in new[] { "r", "g" })
        {
            using var present = await site.GetAsync($"{Path}?locality=330110");
            using var save = new HttpRequestMessage(HttpMethod.Put, $"{Path}?locality=330110")
            {
                Content = new StringContent("""{"key":"colour","title":{"zh-CN":"颜色","en":"Colour"},"entries":[{"code":"CODE","label":{"zh-CN":"红","en":"Red"}}]}""".Replace("CODE", code, StringComparison.Ordinal), System.Text.Encoding.UTF8, "application/json"),
            };
            if (present.Headers.ETag is { } tag)
            {
                save.Headers.TryAddWithoutValidation("If-Match", tag.Tag);
            }

            using var saved = await site.SendAsync(save);
            await CaseOffice.ReadAsync(saved);
            if (code == "r")
            {
                using var published = await publisher.PostAsync($"{Path}/publish?locality=330110", null);
                await CaseOffice.ReadAsync(published);
            }
        }

        using var own = await site.PostAsJsonAsync("/api/v1/definitions/publish?locality=330110", schedule);
        Assert.Equal([Duties.FourEyes], await CaseOffice.CodesAsync(own, HttpStatusCode.Forbidden));
        using var other = await publisher.PostAsJsonAsync("/api/v1/definitions/publish?locality=330110", schedule);
        await CaseOffice.ReadAsync(other);
        using var now = await publisher.PostAsync($"{Path}/publish?locality=330110", null);
        await CaseOffice.ReadAsync(now);
        using var back = await site.PostAsync($"{Path}/versions/1/publish?locality=330110", null);
        Assert.Equal([Duties.FourEyes], await CaseOffice.CodesAsync(back, HttpStatusCode.Forbidden));
        using var again = await publisher.PostAsync($"{Path}/versions/1/publish?locality=330110", null);
        await CaseOffice.ReadAsync(again);

        // What says the same has the same authors.
        using var second = await publisher.PostAsync($"{Path}/versions/2/publish?locality=330110", null);
        await CaseOffice.ReadAsync(second);
        using var third = await site.PostAsync($"{Path}/versions/3/publish?locality=330110", null);
        Assert.Equal([Duties.FourEyes], await CaseOffice.CodesAsync(third, HttpStatusCode.Forbidden));
    }
}
