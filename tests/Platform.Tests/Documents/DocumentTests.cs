using System.Net;
using System.Text.Json;
using Dapper;
using Platform.Model;
using Platform.Model.Definitions;
using Platform.Model.Documents;
using Platform.Server.Data;

namespace Platform.Tests.Documents;

public sealed class DocumentTests
{
    [Fact]
    public async Task A_document_gets_number_text_and_hash_from_the_template_in_force()
    {
        await using var server = await OutputsServer.StartAsync();
        server.Publish(DefinitionKind.DocumentTemplate, "acceptance-notice", """
            {"title":{"zh-CN":"受理通知书","en":"Notice of acceptance"},"number":"{{ mark }}受〔{{ year }}〕{{ sequence }}号","marks":{"11330110MB1A23456X":"余卫"},
             "body":{"zh-CN":"<p>{{ case.applicantName }}：您于{{ case.submittedOn | zh_date }}提出的申请，我局已受理。</p>"}}
            """);
        var effect = Effect("acceptance-notice", "张伟");
        await server.ApplyAsync(effect);
        var documents = server.Server.Get<IDocuments>();
        var issued = Assert.Single(await documents.ListAsync(effect.CaseId, CancellationToken.None));
        Assert.Equal("余卫受〔2026〕1号", issued.Number);
        Assert.Equal("Notice of acceptance", issued.Title.In("en"));
        Assert.Matches("^[0-9a-f]{64}$", issued.ContentHash);
        var page = await documents.ReadAsync(effect.CaseId, effect.DocumentId, CancellationToken.None);
        Assert.Contains("张伟：您于2026年3月2日提出的申请", page, StringComparison.Ordinal);
        Assert.Contains(issued.ContentHash[..16], page, StringComparison.Ordinal);
        Assert.Contains("<svg", page, StringComparison.Ordinal);
        Assert.Contains("@page { size: A4", page, StringComparison.Ordinal);
        Assert.Null(await documents.ReadAsync(OutputsServer.NextId(), effect.DocumentId, CancellationToken.None));
    }

    [Fact]
    public async Task A_hundred_documents_at_once_are_numbered_without_gap_or_repetition_and_refused_steps_leave_none()
    {
        await using var server = await OutputsServer.StartAsync();
        var issued = Enumerable.Range(0, 100).Select(_ => Effect("acceptance-notice", "张伟")).ToList();
        var refused = Enumerable.Range(0, 20).Select(_ => RefusedAsync(server, Effect("acceptance-notice", "张伟")));
        await Task.WhenAll([.. issued.Select(e => server.ApplyAsync(e)), .. refused]);
        await using var connection = await server.Server.Get<IDatabase>().OpenAsync(CancellationToken.None);
        var numbers = (await connection.QueryAsync<string>("SELECT number FROM document")).Select(n => int.Parse(n.Split('〕')[1].TrimEnd('号'))).Order();
        Assert.Equal(Enumerable.Range(1, 100), numbers);
    }

    [Fact]
    public async Task Each_kind_authority_and_year_counts_for_itself()
    {
        await using var server = await OutputsServer.StartAsync();
        var one = Effect("acceptance-notice", "张伟");
        var effects = new[] { one, one with { Kind = "decision-grant" }, one with { AuthorityCode = "11330110MB9999999Y" }, one with { IssuedOn = new(2027, 1, 4) }, one };
        await server.ApplyAsync([.. effects.Select(e => e with { DocumentId = OutputsServer.NextId() })]);
        var numbers = (await server.Server.Get<IDocuments>().ListAsync(one.CaseId, CancellationToken.None)).Select(d => d.Number).ToList();
        Assert.Equal(5, numbers.Count);
        Assert.Single(numbers, n => n.EndsWith("〕2号", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Script_in_an_answer_is_harmless_with_and_without_a_template()
    {
        await using var server = await OutputsServer.StartAsync();
        server.Publish(DefinitionKind.DocumentTemplate, "receipt", new { title = "收件凭证", body = "<p>{{ case.applicantName }}</p><p>{{ case.applicantName | raw }}</p>" });
        var written = Effect("receipt", "<script>alert(1)</script>");
        var plain = Effect("application", "<script>alert(1)</script>");
        await server.ApplyAsync(written, plain);
        foreach (var effect in new[] { written, plain })
        {
            var page = await server.Server.Get<IDocuments>().ReadAsync(effect.CaseId, effect.DocumentId, CancellationToken.None);
            Assert.DoesNotContain("<script", page, StringComparison.OrdinalIgnoreCase);
            Assert.Contains("&lt;script&gt;", page, StringComparison.Ordinal);
            Assert.Contains("default-src 'none'", page, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_broken_template_never_stops_a_legal_step()
    {
        await using var server = await OutputsServer.StartAsync();
        string[] broken =
        [
            """{"title":"受理通知书","body":"{% if x %}"}""",
            """{"title":17}""",
            """{"title":"受理通知书","body":"<p>好</p>","number":"{% for i in (1..1000) %}{% for j in (1..1000) %}x{% endfor %}{% endfor %}"}""",
        ];
        foreach (var (index, template) in broken.Index())
        {
            server.Publish(DefinitionKind.DocumentTemplate, "acceptance-notice", template);
            var effect = Effect("acceptance-notice", "张伟");
            await server.ApplyAsync(effect);
            Assert.Equal($"余杭区卫生健康局受理通知书〔2026〕{index + 1}号", Assert.Single(await server.Server.Get<IDocuments>().ListAsync(effect.CaseId, CancellationToken.None)).Number);
        }
    }

    [Fact]
    public async Task A_new_version_of_a_template_holds_for_documents_issued_after_it()
    {
        await using var server = await OutputsServer.StartAsync();
        var (before, after) = (Effect("receipt", "张伟"), Effect("receipt", "张伟"));
        server.Publish(DefinitionKind.DocumentTemplate, "receipt", new { title = "收件凭证", body = "<p>旧文</p>" });
        await server.ApplyAsync(before);
        server.Publish(DefinitionKind.DocumentTemplate, "receipt", new { title = "收件凭证", body = "<p>新文</p>" });
        await server.ApplyAsync(after);
        var documents = server.Server.Get<IDocuments>();
        Assert.Contains("旧文", await documents.ReadAsync(before.CaseId, before.DocumentId, CancellationToken.None), StringComparison.Ordinal);
        Assert.Contains("新文", await documents.ReadAsync(after.CaseId, after.DocumentId, CancellationToken.None), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_text_that_does_not_end_is_shown_in_the_plain_layout()
    {
        await using var server = await OutputsServer.StartAsync();
        server.Publish(DefinitionKind.DocumentTemplate, "acceptance-notice", """{"title":"受理通知书","body":"{% for i in (1..1000) %}{% for j in (1..1000) %}x{% endfor %}{% endfor %}"}""");
        var effect = Effect("acceptance-notice", "张伟");
        await server.ApplyAsync(effect);
        var page = await server.Server.Get<IDocuments>().ReadAsync(effect.CaseId, effect.DocumentId, CancellationToken.None);
        Assert.Contains("<td>张伟</td>", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_row_that_was_changed_after_issue_is_not_shown_as_the_document()
    {
        await using var server = await OutputsServer.StartAsync();
        var effect = Effect("acceptance-notice", "张伟");
        await server.ApplyAsync(effect);
        await server.Server.Get<ICommitQueue>().CommitAsync<Done>(
            async (transaction, _) =>
            {
                await transaction.Connection!.ExecuteAsync("UPDATE document SET issued_on = '2026-01-01'", transaction: transaction);
                return Done.It;
            },
            CancellationToken.None);
        await Assert.ThrowsAsync<InvalidDataException>(async () => await server.Server.Get<IDocuments>().ReadAsync(effect.CaseId, effect.DocumentId, CancellationToken.None));
    }

    private static async Task RefusedAsync(OutputsServer server, IssueDocumentEffect effect)
    {
        var dispatcher = server.Server.Get<EffectDispatcher>();
        var result = await server.Server.Get<ICommitQueue>().CommitAsync<Done>(
            async (transaction, ct) =>
            {
                await dispatcher.ApplyAsync(effect, new(transaction, server.Server.Clock.GetUtcNow(), OutputsServer.Yuhang), ct);
                return Problem.Conflict("test.refused");
            },
            CancellationToken.None);
        Assert.False(result.Succeeded);
    }

    internal static IssueDocumentEffect Effect(string kind, string applicant) => new(
        OutputsServer.NextId(),
        OutputsServer.NextId(),
        "330110-20260302-0001",
        kind,
        OutputsServer.HealthBureau,
        "余杭区卫生健康局",
        new(2026, 3, 2),
        OutputsServer.Json(new
        {
            @case = new { number = "330110-20260302-0001", applicantName = applicant, authorityName = "余杭区卫生健康局", itemName = "公共场所卫生许可", submittedOn = new DateOnly(2026, 3, 2) },
            data = new { },
        }),
        Content: null);
}
