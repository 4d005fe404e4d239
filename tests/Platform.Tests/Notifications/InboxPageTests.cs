using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Platform.Model.Notifications;
using Platform.Server.Hosting;
using Platform.Tests.Documents;

namespace Platform.Tests.Notifications;

public sealed class InboxPageTests
{
    [Fact]
    public async Task Opening_a_message_reads_it_and_leads_to_its_page()
    {
        await using var server = await OutputsServer.StartAsync();
        var reader = OutputsServer.Resident();
        await server.ApplyAsync(InboxTests.ToPerson(reader.AccountId));
        var client = server.As(reader);
        Assert.Contains("未读", await client.PageAsync("/inbox"), StringComparison.Ordinal);
        using var opened = await client.PostFormAsync("/inbox", "read-", ("do", "open"));
        Assert.EndsWith("/cases/330110-1", opened.Headers.Location!.ToString(), StringComparison.Ordinal);
        Assert.Contains("没有未读消息", await client.PageAsync("/inbox?unread=true"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_link_to_another_site_is_never_followed()
    {
        await using var server = await OutputsServer.StartAsync();
        var reader = OutputsServer.Resident();
        await server.ApplyAsync(InboxTests.ToPerson(reader.AccountId) with { Link = "//evil.example/x" });
        var client = server.As(reader);
        Assert.DoesNotContain("evil", await client.PageAsync("/inbox"), StringComparison.Ordinal);
        using var opened = await client.PostFormAsync("/inbox", "read-", ("do", "open"), ("link", "https://evil.example"));
        Assert.EndsWith("/inbox", opened.Headers.Location!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_messages_of_the_demo_gateway_are_shown_in_a_demo_only()
    {
        await using var live = await OutputsServer.StartAsync();
        await live.Server.Client.PageAsync("/demo/sms", HttpStatusCode.NotFound);
        await using var demo = await OutputsServer.StartAsync(b => b.Services.RemoveAll<IDemoSeed>().Replace(ServiceDescriptor.Singleton(new RunMode(true))));
        await demo.Server.Get<ISmsBox>().AddAsync(new(OutputsServer.NextId(), "13800000000", "验证码 <script>123456", demo.Server.Clock.GetUtcNow()), CancellationToken.None);
        using var answer = await demo.Server.Client.GetAsync("/demo/sms");
        var html = await answer.Content.ReadAsStringAsync();
        Assert.Contains("&lt;script&gt;123456", html, StringComparison.Ordinal);
    }
}
