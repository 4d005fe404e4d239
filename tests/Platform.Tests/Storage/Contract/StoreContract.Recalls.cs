using System.Text.Json.Nodes;
using Platform.Server.Cases;
using Platform.Tests.Cases;

namespace Platform.Tests.Storage.Contract;

public abstract partial class StoreContract
{
    [Fact]
    public async Task A_finished_task_that_is_taken_back_is_open_again_and_can_be_finished_again()
    {
        var number = (await office.FileAsync())["number"]!.GetValue<string>();
        await office.CompleteAsync("li.na", number, "Accept");
        var task = (await office.TaskAsync("wang.lei", number))["id"]!.GetValue<Guid>();
        var path = $"/api/v1/tasks/{task}";
        for (var i = 0; i < 2; i++)
        {
            await office.CompleteAsync("wang.lei", number, "Pass");
            using var taken = await CaseOffice.PostAsync(await office.AsAsync("wang.lei"), path + "/recall", new JsonObject { ["opinion"] = "结论有误" });
            await CaseOffice.ReadAsync(taken);
            Assert.Equal(task, (await Get<CaseReader>().FindAsync(number, default))!.Tasks.Single().Id);
            Assert.Equal(task, (await office.TaskAsync("wang.lei", number))["id"]!.GetValue<Guid>());
        }

        await office.CompleteAsync("wang.lei", number, "Pass");
        Assert.Equal((await Get<CaseReader>().FindAsync(number, default))!.Id, await Get<CaseIndexStore>().OfTaskAsync(task, default));
    }
}
