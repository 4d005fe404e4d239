using Platform.Model;
using Platform.Model.Definitions;
using Platform.Model.Flows;
using Platform.Model.Identity;
using Platform.Model.Localities;
using Platform.Server.Cases.Steps;
using Platform.Server.Decisions;
using Platform.Server.Definitions.Checks;
using Platform.Server.Flows;
using Platform.Server.Flows.BuiltIn.Activities;
using Platform.Server.Flows.Soundness;
using Platform.Tests.Flows;

namespace Platform.Tests.Definitions;

/// <summary>What publishing a flow asks beside its runs: whom it names.</summary>
public sealed class FlowCheckTests
{
    private const string Known = "11330110MB0000001X";

    [Theory]
    [InlineData("", "reviewer", Known)]
    [InlineData("", "approver", null)]
    [InlineData("flow.roleUnknown! root.activities[r].role", "revewer", null)]
    [InlineData("flow.roleUnknown! root.activities[r].role", Roles.Channel, null)]
    [InlineData("flow.authorityUnknown root.activities[r].role", "reviewer", "11330110MB00000000")]
    [InlineData("flow.roleUnheld root.activities[r].role", "approver", Known)]
    public async Task Whom_a_step_names_is_looked_up(string expected, string role, string? authority)
    {
        var review = $$"""{"id":"r","type":"Platform.Review","role":"{{role}}"{{(authority is null ? "" : $",\"authority\":\"{authority}\"")}}}""";

        Assert.Equal(expected, await CheckAsync(review, "r:Pass>d"));
    }

    [Fact]
    public async Task Signers_are_looked_up_one_by_one() => Assert.Equal(
        "flow.roleUnknown! root.activities[r].signers | flow.roleUnheld root.activities[r].signers",
        await CheckAsync($$"""{"id":"r","type":"Platform.Countersign","signers":[{"role":"reviewer"},{"role":"nobody"},{"role":"approver","authority":"{{Known}}"}]}""", "r:Approved>d r:Rejected>d"));

    [Fact]
    public async Task A_role_a_script_chooses_is_not_looked_up() => Assert.Equal(
        "",
        await CheckAsync("""{"id":"r","type":"Platform.Review","role":{"typeName":"String","expression":{"type":"JavaScript","value":"answers.role"}}}""", "r:Pass>d"));

    [Fact]
    public async Task A_flow_that_cannot_be_read_is_not_explored() => Assert.Equal(
        "flow.unknownActivity! root.activities[r]",
        await CheckAsync("""{"id":"r","type":"Platform.Nothing"}""", "r>d"));

    [Fact]
    public async Task A_flow_that_can_never_end_does_not_come_into_force_and_may_be_drafted()
    {
        const string Endless = """{"id":"r","type":"Platform.Review"}""";

        Assert.Equal("flow.cannotEnd! root.activities[r]", await CheckAsync(Endless, "r:Pass>r", alone: true));
        Assert.Equal("", await CheckAsync(Endless, "r:Pass>r", CheckStage.Save, alone: true));
    }

    private static async Task<string> CheckAsync(string activity, string connections, CheckStage stage = CheckStage.Publish, bool alone = false)
    {
        var types = new ActivityTypes(CaseSteps.All());
        var office = new Office();
        var check = new FlowCheck([new FlowDefinitionRules(types)], new FlowSoundness(types, new ExplorationLimits()), new DecisionTableCatalogue(office), office, office);
        var document = FlowRunner.Chart(alone ? activity : activity + """,{"id":"d","type":"Platform.Decide"}""", connections);
        var findings = await check.CheckAsync(new DefinitionDraft(DefinitionKind.Flow, "f", LocalityCode.Root, document, new Office()), stage, TestContext.Current.CancellationToken);
        return string.Join(" | ", findings.Select(f => $"{f.Problem.Code}{(f.Blocks ? "!" : "")} {f.Problem.Field}"));
    }

    /// <summary>One authority where reviewers work, and no other flows.</summary>
    private sealed class Office : IDefinitions, IAuthorities, IAccounts
    {
        private static readonly LocalityCode Here = LocalityCode.Parse("330110");

        ValueTask<Authority?> IAuthorities.FindAsync(string code, CancellationToken ct) => new(code == Known ? new Authority(code, LocalizedText.Of("局", "Office"), Here) : null);

        public ValueTask<IReadOnlyList<Authority>> ListAsync(LocalityScope scope, CancellationToken ct) => throw new NotSupportedException();

        public ValueTask<IReadOnlyList<AccountSummary>> ListByRoleAsync(string role, LocalityCode locality, string? authority, CancellationToken ct) =>
            new(role == Roles.Reviewer && authority == Known && locality == Here ? [new AccountSummary(Guid.Empty, ActorKind.Staff, "r", "R", null, "", "", Here, authority, false)] : []);

        ValueTask<AccountSummary?> IAccounts.FindAsync(Guid id, CancellationToken ct) => throw new NotSupportedException();

        public ValueTask<Guid?> FindResidentAsync(string idType, string idNumber, CancellationToken ct) => throw new NotSupportedException();

        public ValueTask<PersonDetails?> FindDetailsAsync(Guid id, CancellationToken ct) => throw new NotSupportedException();

        public ValueTask<(AccountSummary Account, Actor Actor)?> FindStaffAsync(string userName, CancellationToken ct) => throw new NotSupportedException();

        public ValueTask<Actor?> FindActorAsync(Guid id, CancellationToken ct) => throw new NotSupportedException();

        public ValueTask<IReadOnlyList<GroupSummary>> ListGroupsOfAsync(Guid id, CancellationToken ct) => throw new NotSupportedException();

        public ValueTask<Definition?> FindActiveAsync(DefinitionKind kind, string key, LocalityCode locality, CancellationToken ct) => new((Definition?)null);

        public ValueTask<Definition> GetAsync(DefinitionId id, CancellationToken ct) => throw new NotSupportedException();

        public ValueTask<IReadOnlyList<Definition>> ListLayersAsync(DefinitionKind kind, string key, LocalityCode locality, CancellationToken ct) => throw new NotSupportedException();

        public ValueTask<IReadOnlyList<string>> ListKeysAsync(DefinitionKind kind, CancellationToken ct) => throw new NotSupportedException();

        public ValueTask<IReadOnlyList<Definition>> ListBelowAsync(DefinitionKind kind, string key, LocalityCode locality, CancellationToken ct) => throw new NotSupportedException();

        public ValueTask<long> GenerationAsync(CancellationToken ct) => throw new NotSupportedException();
    }
}
