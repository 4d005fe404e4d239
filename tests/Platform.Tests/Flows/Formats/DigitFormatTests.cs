using Platform.Model.Flows;
using Platform.Server.Flows.Formats;
using static Platform.Tests.Flows.Formats.FormatReading;

namespace Platform.Tests.Flows.Formats;

public sealed class DigitFormatTests
{
    private static FlowFileContent Licence => Read(FlowFormat.Digit, Sample("digit-licence.json"));

    [Fact]
    public async Task A_state_machine_goes_from_state_to_state()
    {
        var runner = await StartAsync(Licence);
        Assert.Equal("VERIFY", Open(runner));
        await DoAsync(runner, "VERIFY", "SENDBACK");
        Assert.Equal("CITIZENACTION", Open(runner));
        await DoAsync(runner, "CITIZENACTION", "RESUBMIT");
        await DoAsync(runner, "VERIFY", "COMMENT");
        Assert.Equal("VERIFY", Open(runner));
        await DoAsync(runner, "VERIFY", "FORWARD");
        Assert.Equal("APPROVE", Open(runner));
        await DoAsync(runner, "APPROVE", "APPROVE");
        Assert.Equal(FlowStatus.Finished, runner.Status);
        Assert.Contains(runner.Entries, e => e.StepId == "APPROVED");
    }

    [Fact]
    public void Actions_are_outcomes_limits_are_limits_and_roles_are_told()
    {
        var licence = Licence;
        Assert.True(licence.Report.Runs, string.Join("; ", Told(licence, FlowFindingKind.Unsupported)));
        Assert.Equal((7, 10), (licence.Report.Read["state"], licence.Report.Read["action"]));
        Assert.Equal(2, Activity(licence.Document, "APPROVE")["limitDays"]!["expression"]!["value"]!.GetValue<int>());
        Assert.Equal(1, Activity(licence.Document, "VERIFY")["limitDays"]!["expression"]!["value"]!.GetValue<int>());
        var roles = licence.Report.Roles.ToDictionary(r => r.Source);
        Assert.Equal(("approver", "reviewer", true), (roles["LIC_APPROVER"].Role, roles["LIC_DOC_VERIFIER"].Role, roles["CITIZEN"].Applicant));
        Assert.Equal(["start", "CITIZENACTION"], roles["CITIZEN"].Steps);
        Assert.Contains("AUTO_ESCALATE", Activity(licence.Document, "VERIFY")["customProperties"]!["digit"]!.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_is_dropped_silently()
    {
        var licence = Licence;
        Assert.Equal(
            [
                "flowFile.applicantTask CITIZENACTION",
                "flowFile.digit.otherRole REJECT",
                "flowFile.digit.secondStart VERIFY",
                "flowFile.digit.sla APPROVE",
                "flowFile.digit.sla VERIFY",
                "flowFile.rolesMore VERIFY",
            ],
            Told(licence, FlowFindingKind.Changed).Order());
        Assert.Equal(
            [
                "flowFile.digit.businessServiceSla FoodLicence",
                "flowFile.digit.docUploadRequired VERIFY",
                "flowFile.digit.inactive ESCALATE",
                "flowFile.digit.isStateUpdatable CITIZENACTION",
                "flowFile.digit.isStateUpdatable DRAFTED",
                "flowFile.digit.isStateUpdatable start",
                "flowFile.digit.startAction INITIATE",
            ],
            Told(licence, FlowFindingKind.Kept).Order());
        Assert.Contains("flow.unreachable DRAFTED", licence.Report.Findings.Select(f => $"{f.Problem.Code} {f.ElementId}"));
    }

    [Fact]
    public void A_next_state_that_is_not_there_is_named()
    {
        var broken = Read(FlowFormat.Digit, """{"businessService":"X","states":[{"isStartState":true,"actions":[{"action":"GO","nextState":"A"}]},{"state":"A","actions":[{"action":"ON","nextState":"NOWHERE","roles":["r"]}]}]}""");
        var finding = broken.Report.Findings.Single(f => f.Problem.Code == "flowFile.digit.nextState");
        Assert.Equal((FlowFindingKind.Unsupported, "ON", "A.ON.nextState", "NOWHERE"), (finding.Kind, finding.ElementId, finding.Problem.Field, finding.Problem.Values!["value"]));
    }

    [Theory]
    [InlineData("""{"states":[]}""", "flowFile.notDigit")]
    [InlineData("""{"businessService":"X","states":[]}""", "flowFile.nothing")]
    [InlineData("""{"businessService":"X","states":[null]}""", "flowFile.digit.member")]
    [InlineData("""{"businessService":"X","states":[{"state":"A","actions":[{"action":"B"}]}]}""", "flowFile.digit.member")]
    [InlineData("""{"businessService":"X","states":[{"state":"A"},{"state":"A"}]}""", "flowFile.idTwice")]
    [InlineData("""{"BusinessServices":[{"businessService":"X","states":[{"state":"A"}]},{"businessService":"Y","states":[{"state":"A"}]}]}""", "flowFile.several")]
    [InlineData("""{"BusinessServices":7}""", "flowFile.notDigit")]
    public void A_file_that_contradicts_itself_is_refused(string file, string code) => Assert.Equal(code, TryRead(FlowFormat.Digit, file).Problems[0].Code);

    [Fact]
    public void Strange_values_are_no_fault_of_ours()
    {
        foreach (var value in (string[])["null", "1", "-1", "1e300", "\"x\"", "[]", "{}", "[1]", "true"])
        {
            foreach (var member in (string[])["sla", "uuid", "isStartState", "isTerminateState", "actions", "docUploadRequired", "applicationStatus"])
            {
                _ = TryRead(FlowFormat.Digit, $$$"""{"businessService":"X","businessServiceSla":{{{value}}},"states":[{"state":"A","{{{member}}}":{{{value}}}},{"state":"B","actions":[{"action":"x","nextState":"A","roles":{{{value}}},"active":{{{value}}}}]}]}""");
            }
        }
    }
}
