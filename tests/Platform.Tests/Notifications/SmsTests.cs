using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Platform.Connectors.Sms;
using Platform.Model;
using Platform.Model.Definitions;
using Platform.Model.Identity;
using Platform.Model.Notifications;
using Platform.Server.Data;
using Platform.Server.Notifications;
using Platform.Tests.Documents;

namespace Platform.Tests.Notifications;

public sealed class SmsTests
{
    [Fact]
    public async Task A_template_that_wants_an_sms_sends_one_through_the_outbox()
    {
        await using var server = await OutputsServer.StartAsync(UseDemoGateway);
        server.Publish(DefinitionKind.MessageTemplate, "case-accepted", new { subject = "已受理", body = "长文", sms = true, smsText = "办件{{ case.number }}已受理。" });
        await server.ApplyAsync(InboxTests.ToPerson(OutputsServer.NextId(), "13800000000"));
        var sms = Assert.Single(await EventuallyAsync(server));
        Assert.Equal(("13800000000", "办件330110-1已受理。"), (sms.Phone, sms.Text));
    }

    [Fact]
    public async Task A_person_without_an_account_gets_an_sms_whatever_the_template_says()
    {
        await using var server = await OutputsServer.StartAsync(UseDemoGateway);
        server.Publish(DefinitionKind.MessageTemplate, "case-accepted", new { subject = "已受理", body = "办件{{ case.number }}已受理。" });
        await server.ApplyAsync(InboxTests.ToPerson(null, "13800000000"));
        Assert.Equal("办件330110-1已受理。", Assert.Single(await EventuallyAsync(server)).Text);
    }

    [Fact]
    public async Task Delivering_twice_with_one_key_sends_once()
    {
        await using var server = await OutputsServer.StartAsync(UseDemoGateway);
        var channel = server.Server.Services.GetServices<IOutboundChannel>().Single(c => c.Name == SmsChannel.ChannelName);
        var personal = server.Server.Get<IPersonalData>();
        var body = SealedSms.Write("13800000000", "case-accepted", null, personal.Protect("{}"), personal);
        Assert.DoesNotContain("13800000000", body, StringComparison.Ordinal);
        var message = new OutboundMessage(OutputsServer.NextId(), "sms", body, server.Server.Clock.GetUtcNow());
        await channel.DeliverAsync(message, CancellationToken.None);
        await channel.DeliverAsync(message, CancellationToken.None);
        Assert.Single(await server.Server.Get<ISmsBox>().ListAsync(10, CancellationToken.None));
    }

    [Fact]
    public async Task Phone_and_text_wait_unreadable()
    {
        await using var server = await OutputsServer.StartAsync(UseDemoGateway);
        var personal = server.Server.Get<IPersonalData>();
        var order = new SmsOrder("13800000000", "sms-code", null, """{"code":"123456"}""");
        var body = SealedSms.Write(order.Phone, order.Template, order.Version, personal.Protect(order.Data), personal);
        Assert.DoesNotContain("13800000000", body, StringComparison.Ordinal);
        Assert.DoesNotContain("123456", body, StringComparison.Ordinal);
        Assert.Equal(order, SealedSms.Read(body, personal));
        Assert.Null(SealedSms.Read("{}", personal));
    }

    [Fact]
    public async Task An_order_that_waits_since_before_an_upgrade_still_leaves()
    {
        await using var server = await OutputsServer.StartAsync(UseDemoGateway);
        server.Publish(DefinitionKind.MessageTemplate, "case-accepted", new { subject = "已受理", body = "办件{{ case.number }}已受理。" });
        var (version, _) = await server.Server.Get<MessageTexts>().InForceAsync("case-accepted", OutputsServer.Yuhang, CancellationToken.None);
        var order = new SmsOrder("13800000000", "case-accepted", version, """{"case":{"number":"330110-1"}}""");
        var whole = server.Server.Get<IPersonalData>().Protect(JsonSerializer.Serialize(order, ModelJson.Options));
        var channel = server.Server.Services.GetServices<IOutboundChannel>().Single(c => c.Name == SmsChannel.ChannelName);
        await channel.DeliverAsync(new(OutputsServer.NextId(), "sms", $$"""{"order":"{{whole}}"}""", server.Server.Clock.GetUtcNow()), CancellationToken.None);
        Assert.Equal("办件330110-1已受理。", Assert.Single(await server.Server.Get<ISmsBox>().ListAsync(10, CancellationToken.None)).Text);
    }

    [Fact]
    public async Task A_step_that_is_refused_sends_nothing()
    {
        await using var server = await OutputsServer.StartAsync(UseDemoGateway);
        var dispatcher = server.Server.Get<EffectDispatcher>();
        await server.Server.Get<ICommitQueue>().CommitAsync<Done>(
            async (transaction, ct) =>
            {
                await dispatcher.ApplyAsync(InboxTests.ToPerson(null, "13800000000"), new(transaction, server.Server.Clock.GetUtcNow(), OutputsServer.Yuhang), ct);
                return Problem.Conflict("test.refused");
            },
            CancellationToken.None);
        await server.ApplyAsync(InboxTests.ToPerson(null, "13900000000"));
        Assert.Equal("13900000000", Assert.Single(await EventuallyAsync(server)).Phone);
    }

    internal static void UseDemoGateway(Microsoft.AspNetCore.Builder.WebApplicationBuilder builder) =>
        builder.Services.AddSingleton<ISmsGateway>(s => s.GetRequiredService<DemoSmsGateway>());

    private static async Task<IReadOnlyList<SmsText>> EventuallyAsync(OutputsServer server)
    {
        var box = server.Server.Get<ISmsBox>();
        for (var tries = 0; tries < 100; tries++)
        {
            if (await box.ListAsync(10, CancellationToken.None) is { Count: > 0 } found)
            {
                return found;
            }

            await Task.Delay(50);
        }

        return [];
    }
}
