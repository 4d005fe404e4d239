using System.Net;
using System.Text.Json;
using Platform.Model;
using Platform.Model.Definitions;
using Platform.Model.Identity;
using Platform.Model.Localities;
using Platform.Model.Notifications;
using Platform.Tests.Documents;

namespace Platform.Tests.Notifications;

public sealed class InboxTests
{
    private static readonly object Template = new
    {
        subject = new Dictionary<string, string> { ["zh-CN"] = "办件{{ case.number }}已受理", ["en"] = "Case {{ case.number }} is accepted" },
        body = new Dictionary<string, string> { ["zh-CN"] = "“{{ item.name }}”已受理。", ["en"] = "“{{ item.name }}” has been accepted." },
        sms = true,
    };

    [Fact]
    public async Task A_message_to_a_person_is_theirs_alone_and_can_be_read_once()
    {
        await using var server = await OutputsServer.StartAsync();
        server.Publish(DefinitionKind.MessageTemplate, "case-accepted", Template);
        var (one, other) = (OutputsServer.Resident(), OutputsServer.Resident("王芳"));
        var effect = ToPerson(one.AccountId);
        await server.ApplyAsync(effect);
        var client = server.As(one);
        var body = await OutputsServer.BodyAsync(await client.GetAsync("/api/v1/inbox"));
        var message = Assert.Single(body.GetProperty("items").EnumerateArray());
        Assert.Equal("办件330110-1已受理", message.GetProperty("subject").GetProperty("zh-CN").GetString());
        Assert.Equal("“Hygiene licence” has been accepted.", message.GetProperty("body").GetProperty("en").GetString());
        Assert.Equal("/cases/330110-1", message.GetProperty("link").GetString());
        Assert.False(message.GetProperty("read").GetBoolean());
        Assert.Equal(1, body.GetProperty("unread").GetInt32());

        using var stranger = await server.As(other).PostAsync($"/api/v1/inbox/{effect.MessageId}/read", null);
        Assert.Equal(HttpStatusCode.NotFound, stranger.StatusCode);
        Assert.Empty((await OutputsServer.BodyAsync(await server.As(other).GetAsync("/api/v1/inbox"))).GetProperty("items").EnumerateArray());

        for (var i = 0; i < 2; i++)
        {
            using var read = await client.PostAsync($"/api/v1/inbox/{effect.MessageId}/read", null);
            Assert.Equal(HttpStatusCode.NoContent, read.StatusCode);
        }

        Assert.Equal(0, (await OutputsServer.BodyAsync(await client.GetAsync("/api/v1/inbox/unread"))).GetProperty("unread").GetInt32());
        Assert.Empty((await OutputsServer.BodyAsync(await client.GetAsync("/api/v1/inbox?unread=true"))).GetProperty("items").EnumerateArray());
        Assert.Single((await OutputsServer.BodyAsync(await client.GetAsync("/api/v1/inbox"))).GetProperty("items").EnumerateArray());
    }

    [Fact]
    public async Task A_message_to_a_role_reaches_whoever_holds_it_at_the_place_and_nobody_else()
    {
        await using var server = await OutputsServer.StartAsync();
        await server.ApplyAsync(ToRole(Roles.AcceptanceOfficer, OutputsServer.HealthBureau));
        var city = LocalityCode.Parse("3301");
        Assert.Equal(1, await CountAsync(server, new Grant(Roles.AcceptanceOfficer, OutputsServer.Yuhang, OutputsServer.HealthBureau)));
        Assert.Equal(1, await CountAsync(server, new Grant(Roles.AcceptanceOfficer, city)));
        Assert.Equal(1, await CountAsync(server, new Grant(Roles.AcceptanceOfficer, LocalityCode.Root)));
        Assert.Equal(0, await CountAsync(server, new Grant(Roles.AcceptanceOfficer, OutputsServer.Yuhang, "11330110MB9999999Y")));
        Assert.Equal(0, await CountAsync(server, new Grant(Roles.AcceptanceOfficer, LocalityCode.Parse("330106"))));
        Assert.Equal(0, await CountAsync(server, new Grant(Roles.AcceptanceOfficer, LocalityCode.Parse("330110001"))));
        Assert.Equal(0, await CountAsync(server, new Grant(Roles.Approver, OutputsServer.Yuhang)));
        Assert.Equal(0, await CountAsync(server));
    }

    [Fact]
    public async Task One_reader_of_a_message_to_a_role_does_not_read_it_for_the_others()
    {
        await using var server = await OutputsServer.StartAsync();
        var effect = ToRole(Roles.Reviewer, null);
        await server.ApplyAsync(effect);
        var (one, other) = (OutputsServer.Staff("李娜", new Grant(Roles.Reviewer, OutputsServer.Yuhang)), OutputsServer.Staff("刘洋", new Grant(Roles.Reviewer, OutputsServer.Yuhang)));
        using var read = await server.As(one).PostAsync($"/api/v1/inbox/{effect.MessageId}/read", null);
        Assert.Equal(0, (await OutputsServer.BodyAsync(await server.As(one).GetAsync("/api/v1/inbox/unread"))).GetProperty("unread").GetInt32());
        Assert.Equal(1, (await OutputsServer.BodyAsync(await server.As(other).GetAsync("/api/v1/inbox/unread"))).GetProperty("unread").GetInt32());
    }

    [Fact]
    public async Task The_inbox_is_read_page_by_page_newest_first()
    {
        await using var server = await OutputsServer.StartAsync();
        var reader = OutputsServer.Resident();
        var sent = Enumerable.Range(0, 70).Select(_ => ToPerson(reader.AccountId)).ToList();
        await server.ApplyAsync([.. sent]);
        var client = server.As(reader);
        var seen = new List<Guid>();
        string? cursor = null;
        do
        {
            var body = await OutputsServer.BodyAsync(await client.GetAsync($"/api/v1/inbox?cursor={cursor}".TrimEnd('=').Replace("?cursor", cursor is null ? "" : "?cursor", StringComparison.Ordinal)));
            seen.AddRange(body.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("id").GetGuid()));
            cursor = body.TryGetProperty("next", out var next) ? next.GetString() : null;
        }
        while (cursor is not null);
        Assert.Equal(sent.Select(s => s.MessageId).Reverse(), seen);
        using var wrong = await client.GetAsync("/api/v1/inbox?cursor=nonsense");
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
        using var visitor = await server.Server.Client.GetAsync("/api/v1/inbox");
        Assert.Equal(HttpStatusCode.Unauthorized, visitor.StatusCode);
    }

    [Fact]
    public async Task Without_a_template_a_general_message_still_goes_out()
    {
        await using var server = await OutputsServer.StartAsync();
        var reader = OutputsServer.Resident();
        await server.ApplyAsync(ToPerson(reader.AccountId));
        var message = (await OutputsServer.BodyAsync(await server.As(reader).GetAsync("/api/v1/inbox"))).GetProperty("items")[0];
        Assert.Contains("330110-1", message.GetProperty("subject").GetProperty("en").GetString(), StringComparison.Ordinal);
        Assert.Contains("330110-1", message.GetProperty("subject").GetProperty("zh-CN").GetString(), StringComparison.Ordinal);
    }

    private static async Task<int> CountAsync(OutputsServer server, params Grant[] grants) =>
        (await OutputsServer.BodyAsync(await server.As(OutputsServer.Staff("某人", grants)).GetAsync("/api/v1/inbox"))).GetProperty("items").GetArrayLength();

    internal static string Data => OutputsServer.Json(new { @case = new { number = "330110-1" }, item = new { name = LocalizedText.Of("公共场所卫生许可", "Hygiene licence") } });

    internal static SendMessageEffect ToPerson(Guid? account, string? phone = null) =>
        new(OutputsServer.NextId(), account, phone, null, null, OutputsServer.Yuhang, "case-accepted", Data, "/cases/330110-1");

    private static SendMessageEffect ToRole(string role, string? authority) =>
        new(OutputsServer.NextId(), null, null, role, authority, OutputsServer.Yuhang, "new-task", Data, "/workbench/cases/330110-1");
}
