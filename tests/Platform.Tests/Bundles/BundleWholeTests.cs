using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Platform.Model.Documents;
using Platform.Model.Effects;
using Platform.Tests.Cases;
using Platform.Tests.Hosting;

namespace Platform.Tests.Bundles;

/// <summary>A bundle is there as a whole or not at all, however often it is sent and whatever breaks in between.</summary>
public sealed class BundleWholeTests : IAsyncDisposable
{
    private readonly BreakingOffice _office = new();

    [Fact]
    public async Task The_same_key_files_one_bundle_also_after_a_restart_and_another_body_under_it_is_refused()
    {
        await _office.InitializeAsync();
        var resident = await _office.ResidentAsync();
        var filing = await Births.FilingAsync(resident);
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => CaseOffice.PostAsync(resident, "/api/v1/bundles", filing.DeepClone(), "birth-1")));
        var seen = new HashSet<string>();
        foreach (var answer in answers)
        {
            seen.Add((await CaseOffice.ReadAsync(answer, HttpStatusCode.Created)).ToJsonString());
        }

        Assert.Single(seen);
        await _office.RestartAsync();
        resident = await _office.ResidentAsync();
        using var repeated = await CaseOffice.PostAsync(resident, "/api/v1/bundles", filing.DeepClone(), "birth-1");
        Assert.Equal(seen.Single(), (await CaseOffice.ReadAsync(repeated, HttpStatusCode.Created)).ToJsonString());
        filing["channel"] = "mobile";
        using var other = await CaseOffice.PostAsync(resident, "/api/v1/bundles", filing, "birth-1");
        Assert.Equal(["request.keyReused"], await CaseOffice.CodesAsync(other, HttpStatusCode.UnprocessableEntity));
        Assert.Equal(4, (await CaseOffice.GetAsync(resident, "/api/v1/cases?take=100"))["items"]!.AsArray().Count);
    }

    [Fact]
    public async Task The_key_in_the_transaction_alone_is_enough_when_the_kept_answer_was_lost()
    {
        await _office.InitializeAsync();
        var resident = await _office.ResidentAsync();
        var filing = await Births.FilingAsync(resident);
        using var first = await CaseOffice.PostAsync(resident, "/api/v1/bundles", filing.DeepClone(), "birth-1");
        var filed = await CaseOffice.ReadAsync(first, HttpStatusCode.Created);
        await _office.ForgetAnswersAsync();
        using var again = await CaseOffice.PostAsync(resident, "/api/v1/bundles", filing.DeepClone(), "birth-1");
        Assert.Equal(filed.ToJsonString(), (await CaseOffice.ReadAsync(again, HttpStatusCode.Created)).ToJsonString());
        Assert.Equal(4, (await CaseOffice.GetAsync(resident, "/api/v1/cases?take=100"))["items"]!.AsArray().Count);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(7)]
    public async Task What_breaks_half_way_leaves_nothing_and_the_next_try_files_all_of_it_without_a_gap(int atPaper)
    {
        await _office.InitializeAsync();
        var resident = await _office.ResidentAsync();
        var filing = await Births.FilingAsync(resident);
        _office.Papers.BreakAt = atPaper;
        using (var broken = await CaseOffice.PostAsync(resident, "/api/v1/bundles", filing.DeepClone(), "birth-1"))
        {
            Assert.Equal(HttpStatusCode.InternalServerError, broken.StatusCode);
        }

        Assert.True(_office.Papers.Broke);
        Assert.Empty((await CaseOffice.GetAsync(resident, "/api/v1/cases?take=100"))["items"]!.AsArray());
        Assert.Empty((await CaseOffice.GetAsync(resident, "/api/v1/bundles"))["items"]!.AsArray());
        _office.Papers.BreakAt = 0;
        await _office.RestartAsync();
        resident = await _office.ResidentAsync();
        Assert.Empty((await CaseOffice.GetAsync(resident, "/api/v1/bundles"))["items"]!.AsArray());
        using var again = await CaseOffice.PostAsync(resident, "/api/v1/bundles", filing.DeepClone(), "birth-1");
        var filed = await CaseOffice.ReadAsync(again, HttpStatusCode.Created);
        Assert.EndsWith("-0001", filed.Number(), StringComparison.Ordinal);
        Assert.Equal(["0001", "0001", "0001", "0002"], filed["cases"]!.AsArray().Select(c => c!["number"]!.GetValue<string>()[^4..]).Order(StringComparer.Ordinal));
        foreach (var one in filed["cases"]!.AsArray())
        {
            var papers = await CaseOffice.GetAsync(resident, $"/api/v1/cases/{one!["number"]}/documents");
            Assert.Equal(["application", "receipt"], papers["items"]!.AsArray().Select(d => d!["kind"]!.GetValue<string>()));
        }
    }

    public ValueTask DisposeAsync() => _office.DisposeAsync();

    /// <summary>An office whose papers can be made to fail.</summary>
    private sealed class BreakingOffice : CaseOffice
    {
        public BreakingPapers Papers { get; } = new();

        internal override async Task<TestServer> StartAsync() => await TestServer.StartAsync(demo: true, configure: builder =>
        {
            var real = builder.Services.Single(s => s.ServiceType == typeof(IEffectHandler<IssueDocumentEffect>)).ImplementationType!;
            builder.Services.AddSingleton(real);
            builder.Services.AddSingleton<IEffectHandler<IssueDocumentEffect>>(p =>
            {
                Papers.Real = (IEffectHandler<IssueDocumentEffect>)p.GetRequiredService(real);
                return Papers;
            });
        });

        public async Task ForgetAnswersAsync()
        {
            var queue = Server.Get<Platform.Server.Data.ICommitQueue>();
            _ = (await queue.CommitAsync<Platform.Model.Done>(
                async (transaction, ct) =>
                {
                    await using var command = transaction.Connection!.CreateCommand();
                    command.Transaction = transaction;
                    command.CommandText = "delete from request_answer";
                    await command.ExecuteNonQueryAsync(ct);
                    return Platform.Model.Done.It;
                },
                default)).Value;
        }
    }

    /// <summary>Stops at the n-th paper of a transaction, as a machine may.</summary>
    private sealed class BreakingPapers : IEffectHandler<IssueDocumentEffect>
    {
        private int _issued;

        public IEffectHandler<IssueDocumentEffect> Real { get; set; } = null!;

        /// <summary>0: never.</summary>
        public int BreakAt { get; set; }

        public bool Broke { get; private set; }

        public ValueTask ApplyAsync(IssueDocumentEffect effect, EffectScope scope, CancellationToken ct)
        {
            if (BreakAt > 0 && ++_issued == BreakAt)
            {
                (_issued, Broke) = (0, true);
                throw new InvalidOperationException("The paper ran out.");
            }

            return Real.ApplyAsync(effect, scope, ct);
        }
    }
}
